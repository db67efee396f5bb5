import type { Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { waitForEnclave, waitForEnd } from '../../../scripts/drive/one-ask.ts';
import { ask } from '../../../scripts/drive/own-port.ts';
import { attributesOf, click, mark, textOf, type } from '../../../scripts/drive/popup.ts';
import { selectAll } from '../../../scripts/drive/selection.ts';
import { until } from '../../../scripts/drive/until.ts';
import { HIDDEN_WORDS } from '../support/anywhere-pages.ts';
import { closePages, openBrowser, startServers, visit, type Servers } from '../support/desk.ts';

let servers: Servers;
let chromium: Chromium;
let page: Page;

beforeAll(async () => {
  servers = await startServers();
  servers.model.say('By the beat of a drum.');
  chromium = await openBrowser(servers.settings);
});

afterAll(async () => {
  await chromium.close();
  await servers.close();
});

/** An answer that is shown stands before what is written; each test begins without one. */
beforeEach(async () => {
  const own = await chromium.openOwnPage('options.html');
  await ask(own, { type: 'app/open' }, 'app/state');
  await ask(own, { type: 'draft/clear' }, 'app/state');
  await own.close();
});

afterEach(async () => {
  await closePages(chromium);
  await page.close();
});

async function open(path: string, selector?: string): Promise<Page> {
  page = await visit(chromium, new URL(path, servers.pages.url).href);
  if (selector !== undefined) await selectAll(page, selector);
  const popup = await chromium.clickToolbar(page);
  await popup.waitForSelector(mark('include-page'));
  await waitForEnclave(popup);
  return popup;
}

const sendable = (popup: Page) =>
  until(async () => ((await popup.$(`${mark('send')}:not([disabled])`)) ? true : undefined), {
    what: 'Send to be possible',
  });

/** What the model was last asked: the person's message. */
function lastAsked(): string {
  const body: unknown = JSON.parse(servers.model.asked.at(-1) ?? '{}');
  return JSON.stringify(body);
}

describe('the text of a page', () => {
  it('goes along when it is ticked: what has to do with the question, and what fits', async () => {
    const popup = await open('/article', '#quote');
    await type(popup, 'question', 'How did engineer Pelorus drive the jacks?');
    await click(popup, 'include-page');
    await popup.waitForSelector(mark('page-size'));
    expect(await textOf(popup, 'page-size')).toMatch(/left out/);
    await sendable(popup);
    await click(popup, 'send');
    await waitForEnd(popup);
    const asked = lastAsked();
    expect(asked).toContain('driven by a drum beat');
    expect(asked).toContain('[…]');
    expect(asked).not.toContain(HIDDEN_WORDS);
    expect(asked).not.toContain('Cookies and imprint');
    expect(asked.length).toBeGreaterThan(8_000);
  });

  it('shows every passage, those too that are left out', async () => {
    const popup = await open('/article', '#quote');
    await click(popup, 'include-page');
    await popup.waitForSelector(mark('page-view'));
    await popup.click(`${mark('page-view')} summary`);
    await popup.waitForSelector('.passage-out');
    const counts = await popup.$$eval('.passage, .passage-out', (all) => ({
      all: all.length,
      out: all.filter((one) => one.classList.contains('passage-out')).length,
    }));
    expect(counts.out).toBeGreaterThan(0);
    expect(counts.all).toBeGreaterThan(counts.out);
    await click(popup, 'include-page');
    await popup.waitForSelector(mark('page-context'), { hidden: true });
  });

  it('can be asked about with nothing selected, and says so of a page that is another by now', async () => {
    const popup = await open('/empty');
    expect((await attributesOf(popup, 'error'))['data-code']).toBe('selection-empty');
    await click(popup, 'include-page');
    await popup.waitForSelector(mark('page-size'));
    expect(await textOf(popup, 'page-size')).toMatch(/^All of the page/);
    await click(popup, 'include-page');
    await popup.waitForSelector(mark('page-context'), { hidden: true });
    await page.goto(new URL('/', servers.pages.url).href);
    await popup.bringToFront();
    await click(popup, 'include-page');
    await popup.waitForSelector(mark('error'));
    expect((await attributesOf(popup, 'error'))['data-code']).toBe('page-changed');
  });
});
