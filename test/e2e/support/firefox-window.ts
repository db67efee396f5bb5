/**
 * Firefox's own window, over WebDriver BiDi's privileged scope: its toolbar, its menus, its sidebar, its keys. What stands in the
 * sidebar is no tab, so the driver cannot click there: a page of the extension reads and presses it for the test.
 */
import type { Browser, Page, Point } from 'puppeteer-core';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord, type JsonRecord } from '../../../scripts/json.ts';

interface Connection {
  send(method: string, params: JsonRecord): Promise<unknown>;
}

function isConnection(value: unknown): value is Connection {
  return typeof value === 'object' && value !== null && 'send' in value;
}

function at(value: unknown, ...path: (string | number)[]): unknown {
  return path.reduce<unknown>((found, key) => {
    if (Array.isArray(found)) return found[Number(key)];
    return isRecord(found) ? found[key] : undefined;
  }, value);
}

export interface FirefoxWindow {
  /** Runs in the browser's own window, as a press of the person's hand would. */
  run: (code: string) => Promise<unknown>;
}

export async function firefoxWindow(browser: Browser): Promise<FirefoxWindow> {
  const connection: unknown = Reflect.get(browser, 'connection');
  if (!isConnection(connection)) throw new Error('the driver speaks no BiDi');
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
  const context = at(tree, 'result', 'contexts', 0, 'context');
  return {
    run: async (expression) => {
      const answer = await connection.send('script.evaluate', {
        expression,
        target: { context },
        awaitPromise: true,
        userActivation: true,
      });
      if (at(answer, 'result', 'type') !== 'success') throw new Error(JSON.stringify(answer));
      return at(answer, 'result', 'result', 'value');
    },
  };
}

const WIDGET = 'sotto_sotto_example-browser-action';

/** The toolbar button, taken out of the extensions' menu and pressed. */
export async function pressToolbar({ run }: FirefoxWindow): Promise<void> {
  await run(`CustomizableUI.addWidgetToArea('${WIDGET}', 'nav-bar');
    CustomizableUI.getWidget('${WIDGET}').forWindow(window).node
      .querySelector('.unified-extensions-item-action-button').click()`);
}

export async function pressKey({ run }: FirefoxWindow): Promise<void> {
  await run(`document.querySelector('#ext-keyset-id-sotto_sotto_example key').doCommand()`);
}

const MENU_ITEM = 'sotto_sotto_example-menuitem-_ask-privately';

/** Our entry of the context menu that a right click at this point of the page opens. */
export async function pressMenu({ run }: FirefoxWindow, page: Page, at: Point): Promise<void> {
  await page.mouse.click(at.x, at.y, { button: 'right' });
  const menu = `document.getElementById('contentAreaContextMenu')`;
  await until(async () => ((await run(`${menu}.state`)) === 'open' ? true : undefined), {
    what: 'the context menu to be open',
  });
  await run(`${menu}.activateItem(document.getElementById('${MENU_ITEM}'))`);
}

/** Reads or presses in the open sidebar: `document` is the sidebar's. */
export async function inSidebar(own: Page, code: string): Promise<unknown> {
  return own.evaluate(`(() => {
    const [view] = browser.extension.getViews({ type: 'sidebar' });
    if (view === undefined) return null;
    const { document } = view;
    return ${code};
  })()`);
}

export function waitInSidebar(own: Page, code: string, what: string): Promise<unknown> {
  return until(async () => (await inSidebar(own, code)) || undefined, { what });
}
