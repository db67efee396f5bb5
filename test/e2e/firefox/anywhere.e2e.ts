/**
 * The page scripts in a real Firefox, put into pages on the host that the desk build is granted by the same calls as the
 * product's: what toolbar, menu and key do with them is in homes.e2e.ts.
 */
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchFirefox, type Firefox } from '../../../scripts/drive/firefox.ts';
import { servePages, type PageServer } from '../../../scripts/drive/page-server.ts';
import { isRecord, readRecord, recordAt, type JsonRecord } from '../../../scripts/json.ts';
import { HIDDEN_WORDS } from '../support/anywhere-pages.ts';
import { FIREFOX_DESK } from '../support/desk.ts';
import { PAGES } from '../support/pages.ts';

let pages: PageServer;
let firefox: Firefox;
let own: Page;
let page: Page;

beforeAll(async () => {
  pages = await servePages(PAGES);
  const manifest = readRecord(join(FIREFOX_DESK, 'manifest.json'));
  const gecko = recordAt(recordAt(manifest, 'browser_specific_settings'), 'gecko');
  firefox = await launchFirefox({ extension: FIREFOX_DESK, addonId: String(gecko['id']) });
  own = await firefox.openOwnPage('popup.html');
});

afterAll(async () => {
  await firefox.close();
  await pages.close();
});

afterEach(async () => {
  await page.close();
});

async function open(path: string): Promise<void> {
  page = await firefox.browser.newPage();
  await page.goto(new URL(path, pages.url).href.replace('localhost', '127.0.0.1'));
}

/** Runs in a page of the extension; `tabId` is the tab of the page under test. */
async function inTab(code: string): Promise<unknown> {
  const url = JSON.stringify(page.url());
  return own.evaluate(`browser.tabs.query({}).then((tabs) => {
    const tabId = tabs.find((tab) => tab.url === ${url}).id;
    return (${code})(tabId);
  })`);
}

async function run(file: string): Promise<JsonRecord> {
  const result = await inTab(
    `(tabId) => browser.scripting.executeScript({ target: { tabId, frameIds: [0] }, files: ['${file}'] })
      .then(([found]) => found.result)`,
  );
  return isRecord(result) ? result : {};
}

async function write(request: JsonRecord): Promise<unknown> {
  await run('write-field.js');
  return inTab(
    `(tabId) => browser.scripting.executeScript({ target: { tabId, frameIds: [0] },
      func: (request) => globalThis['sotto-write'](request), args: [${JSON.stringify(request)}] })
      .then(([found]) => found.result)`,
  );
}

const select = (selector: string): Promise<unknown> =>
  page.$eval(selector, (element) => window.getSelection()?.selectAllChildren(element));

describe('in Firefox too, what is taken of a page', () => {
  it('is what can be seen', async () => {
    await open('/hidden');
    await select('#quote');
    const { text } = await run('read-selection.js');
    expect(text).not.toContain(HIDDEN_WORDS);
    expect(text).toBe('Seen at first. Seen at last.');
  });

  it('keeps lines, cells and code as they are drawn', async () => {
    await open('/white');
    await select('#quote');
    expect((await run('read-selection.js'))['text']).toBe(
      'A list\n\nOne line\nand another\n\nkept\n  as is\n\na\tb\nc\td',
    );
  });

  it('goes through an open shadow tree', async () => {
    await open('/composed');
    await page.evaluate(() => {
      const inner = document.getElementById('host')?.shadowRoot?.getElementById('inner');
      if (inner?.firstChild)
        getSelection()?.setBaseAndExtent(inner.firstChild, 0, inner.firstChild, 3);
    });
    expect((await run('read-selection.js'))['text']).toBe('Its');
  });

  it('is the page’s text when that is asked for, without what is hidden', async () => {
    await open('/article');
    const { html } = await run('read-page.js');
    expect(html).toContain('driven by a drum beat');
    expect(html).not.toContain(HIDDEN_WORDS);
    expect(html).not.toMatch(/<script|href=|style=/);
  });
});

describe('in Firefox too, an answer', () => {
  const BEFORE = 'Dear all, the meeting is on Monday. Yours, Ann';

  it('is written to a text area and taken back', async () => {
    await open('/fields');
    await page.evaluate(() => {
      const area = document.getElementById('area');
      if (!(area instanceof HTMLTextAreaElement)) return;
      area.focus();
      area.setSelectionRange(10, 34);
    });
    expect(await run('read-selection.js')).toMatchObject({
      text: 'the meeting is on Monday',
      isEditable: true,
    });
    expect(await write({ act: 'replace', text: 'it is\noff' })).toBe('written');
    const value = (): Promise<string> =>
      page.$eval('#area', (area) => (area instanceof HTMLTextAreaElement ? area.value : ''));
    expect(await value()).toBe('Dear all, it is\noff. Yours, Ann');
    expect(await write({ act: 'undo' })).toBe('undone');
    expect(await value()).toBe(BEFORE);
  });

  it('is written to an editor and taken back', async () => {
    await open('/fields');
    await page.$eval('#editor p:last-child', (last) => getSelection()?.selectAllChildren(last));
    expect((await run('read-selection.js'))['isEditable']).toBe(true);
    expect(await write({ act: 'replace', text: 'One.\n\n- a\n\t- b' })).toBe('written');
    const lines = (): Promise<string> =>
      page.$eval('#editor', (editor) =>
        editor instanceof HTMLElement ? editor.innerText.replaceAll('\u00a0', ' ').trim() : '',
      );
    expect(await lines()).toBe('Dear all,\n\nOne.\n\n- a\n    - b');
    expect(await write({ act: 'undo' })).toBe('undone');
    expect(await lines()).toBe('Dear all,\n\nthe meeting is on Monday.');
  });

  it('is not written where the field holds something else by now', async () => {
    await open('/fields');
    await page.evaluate(() => {
      const line = document.getElementById('line');
      if (!(line instanceof HTMLInputElement)) return;
      line.focus();
      line.select();
    });
    await run('read-selection.js');
    await page.$eval('#line', (line) => {
      if (line instanceof HTMLInputElement) line.value = 'Something else.';
    });
    expect(await write({ act: 'replace', text: 'No.' })).toBe('changed');
  });
});
