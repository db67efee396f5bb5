import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { sendQuickAction, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { attributesOf, click, mark, waitForState } from '../../../scripts/drive/popup.ts';
import { closePages, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

const ANSWER = 'the meeting is on **Tuesday**';
const PLAIN = 'the meeting is on Tuesday';

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

afterEach(async () => {
  await closePages(chromium);
  await page.close();
});

const area = { id: 'area', quote: 'the meeting is on Monday' };

async function selectInField(id: string, quote: string): Promise<void> {
  await page.evaluate(
    (fieldId, wanted) => {
      const field = document.getElementById(fieldId);
      if (field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) {
        const start = field.value.indexOf(wanted);
        field.focus();
        field.setSelectionRange(start, start + wanted.length);
      }
    },
    id,
    quote,
  );
}

/** Asks about the selection, and waits for the answer and what can be done with it. */
async function answered(path: string, select: () => Promise<unknown>, answer = ANSWER) {
  servers.model.say(answer);
  page = await visit(chromium, new URL(path, servers.pages.url).href);
  await select();
  const popup = await chromium.clickToolbar(page);
  await popup.waitForSelector(mark('quote'));
  await sendQuickAction(popup, 'explain');
  await waitForEnd(popup);
  return popup;
}

const valueOf = (id: string): Promise<string> =>
  page.$eval(`#${id}`, (field) =>
    field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement
      ? field.value
      : (field as HTMLElement).innerText,
  );

const said = (popup: Page, code: string) => waitForState(popup, 'write-said', 'data-code', [code]);

describe('an answer', () => {
  it('takes the place of what was selected in a text area, and is taken back', async () => {
    const before = 'Dear all, the meeting is on Monday. Yours, Ann';
    const popup = await answered('/fields', () => selectInField(area.id, area.quote));
    expect(await valueOf('area')).toBe(before);
    await click(popup, 'write-replace');
    await said(popup, 'written');
    expect(await valueOf('area')).toBe(`Dear all, ${PLAIN}. Yours, Ann`);
    expect(await page.$eval('#told', (told) => told.textContent)).toBe('area ');
    await click(popup, 'write-undo');
    await said(popup, 'undone');
    expect(await valueOf('area')).toBe(before);
  });

  it('is undone by the field’s own undo as well', async () => {
    const popup = await answered('/fields', () => selectInField(area.id, area.quote));
    await click(popup, 'write-replace');
    await said(popup, 'written');
    await popup.close();
    await page.focus('#area');
    await page.evaluate(() => document.execCommand('undo'));
    expect(await valueOf('area')).toBe('Dear all, the meeting is on Monday. Yours, Ann');
  });

  it('stands behind what was selected, when that is wanted', async () => {
    const popup = await answered('/fields', () => selectInField(area.id, area.quote));
    await click(popup, 'write-after');
    await said(popup, 'written');
    expect(await valueOf('area')).toBe(
      `Dear all, the meeting is on Monday\n\n${PLAIN}. Yours, Ann`,
    );
  });

  it('becomes one line in a field of one line', async () => {
    const popup = await answered(
      '/fields',
      () => selectInField('line', 'Monday'),
      'First line.\n\nSecond line.',
    );
    await click(popup, 'write-replace');
    await said(popup, 'written');
    expect(await valueOf('line')).toBe('the meeting is on First line. Second line.');
  });

  it('keeps its shape in an editor, in paragraphs as the editor has them, and is taken back', async () => {
    const before = 'Dear all,\n\nthe meeting is on Monday.';
    const popup = await answered(
      '/fields',
      () =>
        page.evaluate(() => {
          const second = document.querySelectorAll('#editor p')[1];
          if (second) getSelection()?.selectAllChildren(second);
        }),
      '## When\n\n- on **Tuesday**\n  1. at nine\n\n```\n\tsay();\n```',
    );
    expect((await valueOf('editor')).trim()).toBe(before);
    await click(popup, 'write-replace');
    await said(popup, 'written');
    expect((await valueOf('editor')).replaceAll('\u00a0', ' ').trimEnd()).toBe(
      'Dear all,\n\nWhen\n\n- on Tuesday\n  1. at nine\n\n    say();',
    );
    await click(popup, 'write-undo');
    await said(popup, 'undone');
    expect((await valueOf('editor')).trim()).toBe(before);
    expect(await page.$eval('#editor b', ({ textContent }) => textContent)).toBe('meeting');
  });

  it('is written to a page in design mode', async () => {
    const popup = await answered('/design', () =>
      page.evaluate(() => {
        const quote = document.getElementById('quote');
        if (quote) getSelection()?.selectAllChildren(quote);
      }),
    );
    await click(popup, 'write-replace');
    await said(popup, 'written');
    expect(await page.evaluate(() => document.body.innerText.trim())).toBe(PLAIN);
  });
});

describe('nothing is written, and the answer is on the clipboard instead,', () => {
  const cases: [string, string, () => Promise<unknown>][] = [
    ['where the field is gone', 'gone', () => page.$eval('#area', (field) => field.remove())],
    [
      'where it holds something else',
      'changed',
      () =>
        page.$eval('#area', (field) => {
          if (field instanceof HTMLTextAreaElement) field.value = 'Something else.';
        }),
    ],
    [
      'where it has become a secret',
      'changed',
      () => page.$eval('#area', (field) => field.setAttribute('autocomplete', 'one-time-code')),
    ],
    ['where the page is another one', 'gone', () => page.reload()],
  ];
  it.each(cases)('%s', async (_, code, change) => {
    const popup = await answered('/fields', () => selectInField(area.id, area.quote));
    await change();
    await click(popup, 'write-replace');
    await said(popup, code);
    await popup.bringToFront();
    const session = await chromium.browser.target().createCDPSession();
    await session.send('Browser.grantPermissions', { permissions: ['clipboardReadWrite'] });
    expect(await popup.evaluate(() => navigator.clipboard.readText())).toBe(PLAIN);
  });

  it('where it takes no more', async () => {
    const popup = await answered('/fields', () => selectInField('short', 'Monday'));
    await click(popup, 'write-replace');
    await said(popup, 'too-long');
    expect(await valueOf('short')).toBe('Monday');
  });
});

describe('what is written since', () => {
  it('is not undone over the person’s head', async () => {
    const popup = await answered('/fields', () => selectInField(area.id, area.quote));
    await click(popup, 'write-replace');
    await said(popup, 'written');
    await page.$eval('#area', (field) => {
      if (field instanceof HTMLTextAreaElement) field.value += ' PS';
    });
    await click(popup, 'write-undo');
    await said(popup, 'undo-failed');
    expect(await valueOf('area')).toBe(`Dear all, ${PLAIN}. Yours, Ann PS`);
  });

  it('stands only where it can: a text of the page offers nothing to write to', async () => {
    const popup = await answered('/', () =>
      page.$eval('#quote', (quote) => getSelection()?.selectAllChildren(quote)),
    );
    expect(await popup.$(mark('write-replace'))).toBeNull();
    expect((await attributesOf(popup, 'quote-page'))['href']).toBe(page.url());
    await click(popup, 'copy-proof');
    await popup.waitForSelector('.copy-said:not(:empty)');
  });
});
