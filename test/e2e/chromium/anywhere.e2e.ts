import type { Frame, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { attributesOf, mark, textOf } from '../../../scripts/drive/popup.ts';
import { selectAll } from '../../../scripts/drive/selection.ts';
import { recordAt } from '../../../scripts/json.ts';
import { HIDDEN_WORDS } from '../support/anywhere-pages.ts';
import { closePages, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';
import { menuEvent } from '../support/menu.ts';

let servers: Servers;
let chromium: Chromium;

beforeAll(async () => {
  servers = await startServers();
  chromium = await openBrowser(servers.settings);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

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

const at = (path: string): string => new URL(path, servers.pages.url).href;

/** The draft as the worker has it: the quote with its line ends, which a screen folds. */
async function draftOf(popup: Page): Promise<Record<string, unknown>> {
  await popup.waitForSelector(mark('app'));
  return recordAt(await ask(popup, { type: 'app/open' }, 'app/state'), 'draft');
}

async function read(path: string, select: (page: Page) => Promise<unknown>) {
  const page = await visit(chromium, at(path));
  await select(page);
  const popup = await chromium.clickToolbar(page);
  await popup.waitForSelector(`${mark('quote')}, ${mark('error')}`);
  return { page, popup, draft: await draftOf(popup) };
}

const quoteOf = async (path: string): Promise<unknown> =>
  (await read(path, (page) => selectAll(page, '#quote'))).draft['quote'];

async function innerFrame(page: Page): Promise<Frame> {
  const frame = await page.waitForFrame((one) => one.url().endsWith('/inner'));
  await frame.waitForSelector('#quote');
  return frame;
}

/** As a person does it: a click into the frame, then a selection there. */
async function selectWithin(page: Page): Promise<void> {
  const frame = await innerFrame(page);
  const quote = await frame.$('#quote');
  await quote?.click({ count: 3 });
}

describe('what is taken of a page', () => {
  it('is what can be seen: nothing that its styles hide', async () => {
    const quote = await quoteOf('/hidden');
    expect(quote).not.toContain(HIDDEN_WORDS);
    expect(quote).toBe('Seen at first. Seen at last.');
  });

  it('is what is selected, whatever names and functions the page puts in the way', async () => {
    const { draft } = await read('/fighting', (page) => page.click('#quote', { count: 3 }));
    expect(draft['quote']).toBe('The tower rose.');
  });

  it('is reached however deep it stands', async () => {
    const { draft } = await read('/deep', async () => undefined);
    expect(draft['quote']).toBe('At the bottom.');
  });

  it('keeps lines, cells and code as they are drawn', async () => {
    expect(await quoteOf('/white')).toBe(
      'A list\n\nOne line\nand another\n\nkept\n  as is\n\na\tb\nc\td',
    );
  });

  it('goes through an open shadow tree, from before it to a line within', async () => {
    const { draft } = await read('/composed', (page) =>
      page.evaluate(() => {
        const before = document.getElementById('before')?.firstChild;
        const inner = document.getElementById('host')?.shadowRoot?.getElementById('inner');
        if (before && inner?.firstChild)
          getSelection()?.setBaseAndExtent(before, 7, inner.firstChild, 3);
      }),
    );
    expect(draft['quote']).toBe('the host.\n\nIn the shadow, slotted.\n\nIts');
  });

  it('comes out of a field that tells no offsets, too', async () => {
    const { draft } = await read('/mail', (page) =>
      page.$eval('#mail', (field) => {
        if (field instanceof HTMLInputElement) {
          field.focus();
          field.select();
        }
      }),
    );
    expect(draft['quote']).toBe('ann@marrow.example');
  });

  it('never comes out of a field that is drawn as dots', async () => {
    const { popup, draft } = await read('/masked', (page) =>
      page.$eval('#secret', (field) => {
        if (field instanceof HTMLInputElement) {
          field.focus();
          field.select();
        }
      }),
    );
    expect(draft['quote']).toBe('');
    expect((await attributesOf(popup, 'error'))['data-code']).toBe('selection-secret');
  });
});

describe('a frame', () => {
  it('of the same site is read, and is not confused with what is left selected around it', async () => {
    const { draft } = await read('/frame', async (page) => {
      await selectAll(page, '#outer');
      await selectWithin(page);
    });
    expect(draft['quote']).toBe('Within a frame of the same site.');
  });

  it('of another site cannot be read by the button: a sentence says what can be done', async () => {
    const { popup, draft } = await read('/foreign', async (page) => {
      await selectAll(page, '#outer');
      await selectWithin(page);
    });
    expect(draft['quote']).toBe('');
    expect((await attributesOf(popup, 'error'))['data-code']).toBe('frame-not-readable');
    expect(await textOf(popup, 'error')).toContain('Ask privately');
  });

  it('of another site is asked about by the menu, with a word on what that means', async () => {
    const page = await visit(chromium, at('/foreign'));
    await selectWithin(page);
    const popup = await menuEvent(chromium, page, 'Within a frame.');
    await popup.waitForSelector(mark('quote'));
    expect(await textOf(popup, 'quote')).toBe('Within a frame.');
    expect(await popup.$eval('.quote', (quote) => quote.textContent)).toContain('line breaks');
  });

  it('Chrome’s PDF viewer is asked about by the menu likewise', async () => {
    const page = await visit(chromium, at('/paper.pdf'));
    const popup = await menuEvent(chromium, page, 'Words of a paper.');
    await popup.waitForSelector(mark('quote'));
    expect(await textOf(popup, 'quote')).toBe('Words of a paper.');
  });
});
