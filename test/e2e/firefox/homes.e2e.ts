/**
 * The homes of the app and its ways in, in Firefox: toolbar, context menu, key and sidebar are the browser's own. Two
 * things cannot be pressed from outside: Firefox's question for a site's permission (the desk build has the host from the
 * start, and the site is written where the menu would write it) and what stands in the sidebar (pressed by a page of ours).
 */
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchFirefox, type Firefox } from '../../../scripts/drive/firefox.ts';
import { sendQuickAction, waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import {
  attributesOf,
  click,
  mark,
  renderedTextOf,
  textOf,
  type,
  waitAnew,
} from '../../../scripts/drive/popup.ts';
import { changeSettings } from '../../../scripts/drive/settings.ts';
import { until } from '../../../scripts/drive/until.ts';
import { isRecord, readRecord, recordAt } from '../../../scripts/json.ts';
import { FIREFOX_DESK, startServers, type Servers } from '../support/desk.ts';
import {
  firefoxWindow,
  inSidebar,
  pressKey,
  pressMenu,
  pressToolbar,
  waitInSidebar,
  type FirefoxWindow,
} from '../support/firefox-window.ts';
import { QUOTE } from '../support/pages.ts';
import { clickButton, selectUntilShown, waitForButton } from '../support/selection-button.ts';

const ANSWER = 'It was lifted by eighty jacks at the beat of a drum.';
const PASSPHRASE = 'eighty jacks and a drum beat';

let servers: Servers;
let firefox: Firefox;
let window: FirefoxWindow;
/** A page of ours that shows no answers. */
let own: Page;
let page: Page;

beforeAll(async () => {
  servers = await startServers();
  servers.model.say(ANSWER);
  const manifest = readRecord(join(FIREFOX_DESK, 'manifest.json'));
  const gecko = recordAt(recordAt(manifest, 'browser_specific_settings'), 'gecko');
  firefox = await launchFirefox({ extension: FIREFOX_DESK, addonId: String(gecko['id']) });
  window = await firefoxWindow(firefox.browser);
  own = await firefox.openOwnPage('about.html');
  await changeSettings(own, { ...servers.settings, home: 'side' });
  page = await firefox.browser.newPage();
  await page.goto(servers.pages.url.replace('localhost', '127.0.0.1'));
});

afterAll(async () => {
  await firefox.close();
  await servers.close();
});

const isSidebarOpen = async (): Promise<boolean> =>
  (await window.run('SidebarController.isOpen')) === true;

const becomes = (isOpen: boolean): Promise<true> =>
  until(async () => ((await isSidebarOpen()) === isOpen ? true : undefined), {
    what: `the sidebar to be ${isOpen ? 'open' : 'closed'}`,
  });

afterEach(async () => {
  await window.run('SidebarController.hide()');
  await becomes(false);
});

async function select(selector: string): Promise<void> {
  await page.bringToFront();
  await page.$eval(selector, (element) => getSelection()?.selectAllChildren(element));
}

async function draft(): Promise<unknown> {
  return (await ask(own, { type: 'app/open' }, 'app/state'))['draft'];
}

const press = (name: string): string =>
  `(document.querySelector('${mark(name)}:not([disabled])')?.click(), true)`;

describe('the sidebar', () => {
  it('opens at the toolbar button with what is selected, and closes at the next press', async () => {
    await select('#quote');
    await pressToolbar(window);
    await becomes(true);
    const quote = await waitInSidebar(
      own,
      `document.querySelector('${mark('quote')}')?.textContent`,
      'the quote in the sidebar',
    );
    expect(quote).toBe(QUOTE);
    expect(await inSidebar(own, `document.querySelector('${mark('app')}').dataset.home`)).toBe(
      'side',
    );
    await pressToolbar(window);
    await becomes(false);
    expect(await draft()).toMatchObject({ quote: QUOTE, origin: 'toolbar' });
  });

  it('opens at the entry of the page’s own context menu, with what is selected', async () => {
    await ask(own, { type: 'draft/clear' }, 'app/state');
    await select('#quote');
    const at = await page.$eval('#quote', (element) => {
      const { x, y, height } = element.getBoundingClientRect();
      return { x: x + 20, y: y + height / 2 };
    });
    await pressMenu(window, page, at);
    await becomes(true);
    const now = await until(
      async () => {
        const found = await draft();
        return isRecord(found) && found['quote'] === QUOTE ? found : undefined;
      },
      { what: 'the quote' },
    );
    expect(now).toMatchObject({ quote: QUOTE, origin: 'menu' });
    const taken = await waitInSidebar(
      own,
      `document.querySelector('${mark('quote')}')?.textContent`,
      'the quote in the sidebar',
    );
    expect(taken).toBe(QUOTE);
  });

  it('answers, and a tab goes on with the same ask', async () => {
    await select('#quote');
    await pressKey(window);
    await becomes(true);
    const enclave = `document.querySelector('${mark('app')}')?.dataset.enclave === 'ready'`;
    await waitInSidebar(own, enclave, 'the enclave');
    await waitInSidebar(own, press('action-explain'), 'the quick action');
    const send = `document.querySelector('${mark('send')}:not([disabled])') !== null`;
    await waitInSidebar(own, send, 'Send to be possible');
    await inSidebar(own, press('send'));
    const phase = `document.querySelector('${mark('app')}')?.dataset.phase === 'done'`;
    await waitInSidebar(own, phase, 'the answer');
    const tab = await firefox.openOwnPage('tab.html');
    await tab.waitForSelector(mark('answer'));
    expect((await attributesOf(tab, 'app'))['data-home']).toBe('tab');
    const seen = await waitForEnd(tab);
    expect(seen).toMatchObject({ answer: ANSWER, states: { enclave: 'holds', receipt: 'holds' } });
    await tab.close();
    expect(servers.model.asked).toHaveLength(1);
  });
});

describe('the full tab', () => {
  it('is opened by the key where it is the person’s home, and answers', async () => {
    await changeSettings(own, { home: 'tab' });
    await select('#quote');
    await pressKey(window);
    const isOpen = async (): Promise<unknown> =>
      own.evaluate(
        `browser.tabs.query({ url: browser.runtime.getURL('tab.html') }).then((all) => all.length)`,
      );
    await until(async () => ((await isOpen()) === 1 ? true : undefined), { what: 'the tab' });
    const tab = await firefox.openOwnPage('tab.html');
    await tab.waitForSelector(mark('app'));
    await ask(tab, { type: 'ask/show', id: null }, 'app/state');
    expect(await textOf(tab, 'quote')).toBe(QUOTE);
    await waitForEnclave(tab);
    await sendQuickAction(tab, 'summarise');
    expect(await waitForEnd(tab)).toMatchObject({ phase: 'done', answer: ANSWER });
    await tab.close();
    await own.evaluate(`browser.tabs.query({ url: browser.runtime.getURL('tab.html') })
      .then((all) => browser.tabs.remove(all.map(({ id }) => id)))`);
    await changeSettings(own, { home: 'side' });
  });
});

describe('the selection button', () => {
  it('stands at a selection on an allowed site and takes it, and nowhere before', async () => {
    await page.reload();
    await page.bringToFront();
    expect(await selectUntilShown(page, '#quote')).toBeUndefined();
    await own.evaluate(`browser.storage.local.set({ sites: ['http://127.0.0.1'] })`);
    await until(
      async () =>
        Number(
          await own.evaluate(
            'browser.scripting.getRegisteredContentScripts().then((all) => all.length)',
          ),
        ) > 0 || undefined,
      { what: 'the button to be registered' },
    );
    await page.reload();
    await page.bringToFront();
    await until(() => selectUntilShown(page, '#quote'), { what: 'the button' });
    await clickButton(page, await waitForButton(page));
    await until(
      async () => {
        const now = await draft();
        return isRecord(now) && now['origin'] === 'button' ? true : undefined;
      },
      { what: 'the selection to be taken' },
    );
    const now = await draft();
    const quote = isRecord(now) ? now['quote'] : '';
    expect(QUOTE).toContain(quote);
    expect(quote).not.toBe('');
  });
});

describe('a passphrase', () => {
  it('locks every home once it is told to, and opens them again', async () => {
    const options = await firefox.openOwnPage('options.html');
    await options.waitForSelector(mark('passphrase-set'));
    await click(options, 'passphrase-set');
    await type(options, 'passphrase-new', PASSPHRASE);
    await type(options, 'passphrase-again', PASSPHRASE);
    await click(options, 'passphrase-act');
    await options.waitForSelector(mark('at-rest-locked'), { timeout: 60_000 });
    await click(options, 'lock-now');
    await waitAnew(options, 'locked');
    await options.close();
    const tab = await firefox.openOwnPage('tab.html');
    await waitAnew(tab, 'locked');
    expect(await tab.$(mark('quote'))).toBeNull();
    await type(tab, 'unlock-words', PASSPHRASE);
    await click(tab, 'unlock');
    await tab.waitForSelector(mark('app'), { timeout: 60_000 });
    await click(tab, 'proofs-open');
    await click(tab, 'proof-item');
    await tab.waitForSelector(mark('proof-detail'));
    expect(await renderedTextOf(tab, 'proof-detail')).toContain(ANSWER);
  });
});
