/**
 * What the extension adds to the loading of a page on which it is not used: a browser with it and one without, by
 * turns.
 */
import { launch, type Browser, type Page } from 'puppeteer-core';
import { browserArgs } from '../../scripts/drive/chromium.ts';
import { findBrowser } from '../../scripts/find-browser.ts';
import { openBrowser, type Servers } from '../../test/e2e/support/desk.ts';
import { atMost, type Row } from '../row.ts';
import { median } from '../median.ts';

const LOADED = `performance.getEntriesByType('navigation')[0].loadEventEnd`;

async function bareBrowser(): Promise<Browser> {
  const executablePath = await findBrowser('chromium');
  return launch({ executablePath, pipe: true, defaultViewport: null, args: browserArgs() });
}

async function loadMs(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForFunction(`${LOADED} > 0`);
  return Number(await page.evaluate(LOADED));
}

export async function loadingRows(servers: Servers, quick: boolean): Promise<Row[]> {
  const bare = await bareBrowser();
  const chromium = await openBrowser(servers.settings);
  try {
    const pages = [await bare.newPage(), await chromium.browser.newPage()] as const;
    const all: [number[], number[]] = [[], []];
    for (let turn = 0; turn <= (quick ? 3 : 40); turn += 1) {
      all[0].push(await loadMs(pages[0], servers.pages.url));
      all[1].push(await loadMs(pages[1], servers.pages.url));
    }
    const added = median(all[1].slice(1)) - median(all[0].slice(1));
    return [atMost('in Chromium: added to the loading of a page, unused', added, 5, 'ms')];
  } finally {
    await Promise.all([bare.close(), chromium.close()]);
  }
}
