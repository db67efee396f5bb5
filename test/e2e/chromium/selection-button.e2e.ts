import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { mark, textOf } from '../../../scripts/drive/popup.ts';
import { sleep, until } from '../../../scripts/drive/until.ts';
import { closePages, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { popupPage } from '../support/menu.ts';
import { QUOTE } from '../support/pages.ts';
import {
  allowSite,
  clickButton,
  clickMore,
  findButton,
  onGrantedHost,
  registered,
  selectByMouse,
  selectUntilShown,
  waitForButton,
} from '../support/selection-button.ts';

let servers: Servers;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
  page = await visit(chromium, onGrantedHost(servers.pages.url, '/'));
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

afterEach(() => closePages(chromium));

async function open(path: string): Promise<void> {
  await page.goto(onGrantedHost(servers.pages.url, path));
  await page.bringToFront();
}

/** What a click that counted would have opened by now. */
async function popupSoon(): Promise<Page | undefined> {
  await sleep(1000);
  return popupPage(chromium);
}

describe('the selection button', () => {
  it('is nowhere until a site is allowed', async () => {
    await selectByMouse(page, '#quote');
    await sleep(500);
    expect(await findButton(page)).toBeUndefined();
    expect(await registered(chromium)).toEqual([]);
  });

  it('comes with a selection once the site is allowed, in a page that was open already', async () => {
    await allowSite(chromium, page);
    expect(await registered(chromium)).toEqual(['http://127.0.0.1/*']);
    expect(await findButton(page)).toBeUndefined();
    await until(() => selectUntilShown(page, '#quote'), { what: 'the button in an open page' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift');
    await sleep(200);
    expect(await findButton(page)).toBeUndefined();
  });

  it('opens the app with what is selected, and is gone', async () => {
    await open('/');
    await selectByMouse(page, '#quote');
    await clickButton(page, await waitForButton(page));
    const popup = await until(() => popupPage(chromium), { what: 'the popup' });
    await popup.waitForSelector(mark('quote'));
    expect(QUOTE).toContain(await textOf(popup, 'quote'));
    expect(await findButton(page)).toBeUndefined();
  });

  it('can be reached and pressed by keyboard', async () => {
    await open('/');
    await selectByMouse(page, '#quote');
    await waitForButton(page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const popup = await until(() => popupPage(chromium), { what: 'the popup' });
    await popup.waitForSelector(mark('quote'));
    expect(QUOTE).toContain(await textOf(popup, 'quote'));
  });

  it('does not show itself for what is selected in a field', async () => {
    await open('/field');
    await selectByMouse(page, '#quote');
    await sleep(600);
    expect(await findButton(page)).toBeUndefined();
  });
});

describe('a page that wants the click for itself', () => {
  const COVER = `(pointerEvents) => {
    const cover = document.createElement('div');
    cover.popover = 'manual';
    cover.style = 'all: initial; position: fixed; inset: 0; width: 100vw; height: 100vh; opacity: 0.01; background: red; border: 0';
    cover.style.pointerEvents = pointerEvents;
    document.body.append(cover);
    cover.showPopover();
  }`;

  it.each(['none', 'auto'])('covers it in vain (pointer events: %s)', async (pointerEvents) => {
    await open('/');
    await selectByMouse(page, '#quote');
    const found = await waitForButton(page);
    await page.evaluate(`(${COVER})('${pointerEvents}')`);
    await sleep(1000);
    await clickButton(page, found);
    expect(await popupSoon()).toBeUndefined();
  });

  it('keeps it moving in vain: it must have stood still for a while', async () => {
    await open('/');
    await selectByMouse(page, '#quote');
    await waitForButton(page);
    const timer = await page.evaluate(() => {
      document.body.style.minHeight = '3000px';
      let turn = 0;
      return Number(setInterval(() => scrollTo(0, (turn += 1) % 2), 20));
    });
    await sleep(1000);
    const moving = await until(() => findButton(page), { what: 'the moving button' });
    await clickButton(page, moving);
    expect(await popupSoon()).toBeUndefined();
    await page.evaluate((id) => clearInterval(id), timer);
    await clickButton(page, await waitForButton(page));
    await until(() => popupPage(chromium), { what: 'the popup' });
  });

  it('makes events of its own in vain', async () => {
    await open('/');
    await selectByMouse(page, '#quote');
    await waitForButton(page);
    await page.evaluate(() => {
      const host = [...document.documentElement.children].find((one) =>
        one.matches('div:popover-open'),
      );
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
        const made = { bubbles: true, cancelable: true, composed: true, button: 0, detail: 1 };
        host?.dispatchEvent(new PointerEvent(type, made));
      }
      if (host instanceof HTMLElement) host.click();
    });
    expect(await popupSoon()).toBeUndefined();
    expect(await findButton(page)).toBeDefined();
  });

  it('fights it, and has it leave after three mendings', async () => {
    await open('/');
    await selectByMouse(page, '#quote');
    await waitForButton(page);
    const removals = await page.evaluate(async () => {
      let count = 0;
      for (let turn = 0; turn < 40; turn++) {
        const host = [...document.documentElement.children].find((one) =>
          one.matches('div:popover-open'),
        );
        if (host) {
          host.remove();
          count += 1;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return count;
    });
    expect(removals).toBe(4);
    expect(await findButton(page)).toBeUndefined();
  });
});

describe('a hostile style sheet', () => {
  it('neither hides it nor changes its size', async () => {
    await open('/');
    await selectByMouse(page, '#quote');
    const plain = await waitForButton(page);
    await open('/hostile');
    await selectByMouse(page, '#quote');
    const found = await waitForButton(page);
    expect([found.width, found.height]).toEqual([plain.width, plain.height]);
    await clickButton(page, found);
    await until(() => popupPage(chromium), { what: 'the popup' });
  });
});

describe('not on this site', () => {
  it('takes it away at once, from open pages and from the list', async () => {
    await open('/');
    await selectByMouse(page, '#quote');
    const found = await waitForButton(page);
    await clickMore(page, found);
    await sleep(1200);
    const open_ = await until(() => findButton(page), { what: 'its menu' });
    await page.mouse.click(open_.x + 40, open_.y + open_.height - 16);
    await until(async () => (await registered(chromium)).length === 0 || undefined, {
      what: 'the site to be taken off',
    });
    expect(await findButton(page)).toBeUndefined();
    await selectByMouse(page, '#quote');
    await sleep(600);
    expect(await findButton(page)).toBeUndefined();
    expect(await chromium.inWorker("chrome.storage.local.get('sites')")).toEqual({ sites: [] });
  });
});
