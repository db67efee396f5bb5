import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { attributesOf, mark, textOf, waitForState } from '../../../scripts/drive/popup.ts';
import { selectAll } from '../../../scripts/drive/selection.ts';
import { closePages, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { QUOTE } from '../support/pages.ts';

let servers: Servers;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

/** A quote that is already there stays when a page has none to give; each test begins without one. */
beforeEach(async () => {
  const own = await chromium.openOwnPage('options.html');
  await ask(own, { type: 'app/open' }, 'app/state');
  await ask(own, { type: 'draft/clear' }, 'app/state');
  await own.close();
});

afterEach(async () => {
  await closePages(chromium);
  for (const open of await chromium.browser.pages()) {
    if (open.url() !== 'about:blank') await open.close().catch(() => undefined);
  }
});

async function toolbar(url: string, select: (page: Page) => Promise<unknown>): Promise<Page> {
  page = await visit(chromium, url);
  await select(page);
  const popup = await chromium.clickToolbar(page);
  await popup.waitForSelector(mark('app'));
  return popup;
}

const nothing = async (): Promise<void> => undefined;

const inPage = (path: string): string => new URL(path, servers.pages.url).href;

const READ_PAGE = `chrome.tabs.query({ active: true, lastFocusedWindow: true })
  .then(([tab]) => chrome.scripting.executeScript({ target: { tabId: tab.id }, func: () => getSelection().toString() }))
  .then(([found]) => 'read: ' + found.result, (error) => 'refused: ' + error.message)`;

describe('activeTab', () => {
  it('opens a page to the extension only by the toolbar button', async () => {
    page = await visit(chromium, inPage('/'));
    await selectAll(page, '#quote');
    expect(await chromium.inWorker(READ_PAGE)).toMatch(/^refused: Cannot access contents/);
    const popup = await chromium.clickToolbar(page);
    await popup.waitForSelector(mark('quote'));
    expect(await textOf(popup, 'quote')).toBe(QUOTE);
    expect(await chromium.inWorker(READ_PAGE)).toBe(`read: ${QUOTE}`);
  });

  it('is gone on another page', async () => {
    page = await visit(chromium, inPage('/empty'));
    expect(await chromium.inWorker(READ_PAGE)).toMatch(/^refused/);
  });
});

describe('the toolbar button', () => {
  it('takes the text that is selected in an open shadow root', async () => {
    const popup = await toolbar(inPage('/shadow'), (one) =>
      one.evaluate(() => {
        const inner = document.getElementById('host')?.shadowRoot?.getElementById('inner');
        if (inner) getSelection()?.selectAllChildren(inner);
      }),
    );
    await popup.waitForSelector(mark('quote'));
    expect(await textOf(popup, 'quote')).toBe(QUOTE);
  });

  it('takes the part of a text area that is selected', async () => {
    const popup = await toolbar(inPage('/field'), (one) =>
      one.$eval('#quote', (field) => {
        if (!(field instanceof HTMLTextAreaElement)) return;
        field.focus();
        field.setSelectionRange(4, 9);
      }),
    );
    await popup.waitForSelector(mark('quote'));
    expect(await textOf(popup, 'quote')).toBe(QUOTE.slice(4, 9));
  });

  it('never takes a password', async () => {
    const popup = await toolbar(inPage('/password'), (one) =>
      one.$eval('#secret', (field) => {
        if (!(field instanceof HTMLInputElement)) return;
        field.focus();
        field.select();
      }),
    );
    expect((await attributesOf(popup, 'error'))['data-code']).toBe('selection-secret');
    expect(await popup.content()).not.toContain('hunter2');
  });

  it.each([
    ['nothing selected', () => inPage('/empty'), 'selection-empty'],
    ['a page of the browser', () => 'chrome://version/', 'page-not-readable'],
    ['a PDF', () => inPage('/paper.pdf'), 'pdf-not-readable'],
  ])('says why there is no quote: %s', async (_, url, code) => {
    const popup = await toolbar(url(), nothing);
    expect((await attributesOf(popup, 'error'))['data-code']).toBe(code);
    expect((await textOf(popup, 'error')).length).toBeGreaterThan(code.length + 10);
  });

  it('refuses a megabyte of text with a sentence, and sends nothing', async () => {
    servers.recorder.forget();
    const popup = await toolbar(inPage('/large'), (one) => selectAll(one, '#quote'));
    await waitForState(popup, 'app', 'data-enclave', ['ready']);
    await popup.waitForSelector(mark('error'));
    expect((await attributesOf(popup, 'error'))['data-code']).toMatch(
      /^(?:selection-too-long|question-too-large)$/,
    );
    expect(await popup.$(`${mark('send')}:not([disabled]):not([aria-disabled="true"])`)).toBeNull();
    expect(servers.recorder.requests().filter(({ method }) => method === 'POST')).toEqual([]);
  });
});

describe('pages', () => {
  it('cannot tell that the extension is there', async () => {
    page = await visit(chromium, inPage('/'));
    const found = await page.evaluate(async (id) => {
      const addresses = ['manifest.json', 'popup.html', 'icon/16.png', 'read-selection.js'];
      const answers = await Promise.all(
        addresses.map((path) =>
          fetch(`chrome-extension://${id}/${path}`).then(
            () => path,
            () => '',
          ),
        ),
      );
      const names = Object.keys(window).filter((name) => /sotto/i.test(name));
      return [...answers, ...names].filter((one) => one !== '');
    }, chromium.extensionId);
    expect(found).toEqual([]);
    expect(await page.content()).not.toMatch(/sotto/i);
  });

  it('are asked for nothing by the extension', () => {
    expect(servers.pages.seen.every((line) => line.startsWith('GET /'))).toBe(true);
    const known = [
      '/',
      '/shadow',
      '/field',
      '/password',
      '/empty',
      '/large',
      '/paper.pdf',
      '/favicon.ico',
    ];
    const paths = servers.pages.seen.map((line) => line.slice('GET '.length));
    expect(paths.filter((path) => !known.includes(path))).toEqual([]);
  });
});
