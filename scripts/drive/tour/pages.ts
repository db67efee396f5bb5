/** The tour's part outside the popup: the other homes, and the pages that have a tab of their own. */
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../chromium.ts';
import { openLibrary } from '../proof-file.ts';
import { click, mark } from '../popup.ts';
import type { Look, ScreenName } from './screens.ts';

/** As wide as a window on a small laptop, and as a panel is at first. */
export const TAB = { width: 1000, height: 900, deviceScaleFactor: 2 };
const PANEL = { width: 360, height: 800, deviceScaleFactor: 2 };

/** Opens a page of ours, waits until it is there, and stops at it; `then` goes on from there. */
export async function stopAt(
  chromium: Chromium,
  path: string,
  sign: string,
  name: ScreenName,
  look: Look,
  then?: (page: Page) => Promise<void>,
): Promise<void> {
  const page = await chromium.openOwnPage(path);
  await page.setViewport(path.startsWith('sidepanel') ? PANEL : TAB);
  await page.waitForSelector(sign);
  await look({ name, page });
  await then?.(page);
  await page.close();
}

export async function tourPages(chromium: Chromium, look: Look): Promise<void> {
  await stopAt(chromium, 'sidepanel.html', mark('answer'), 'side-panel', look);
  await stopAt(chromium, 'tab.html', mark('answer'), 'tab', look);
  await stopAt(chromium, 'options.html', mark('settings-test'), 'settings', look, async (page) => {
    await click(page, 'network-opengradient');
    await page.waitForSelector(mark('og-relay-url'));
    await look({ name: 'settings-opengradient', page });
  });
  await stopAt(chromium, 'welcome.html', mark('welcome-relay'), 'welcome', look);
  await stopAt(chromium, 'help.html', mark('help-page'), 'help', look);
  await stopAt(chromium, 'proofs.html', mark('proof-item'), 'proofs-page', look, async (page) => {
    // The oldest, which is the one with everything in it.
    const items = await page.$$(mark('proof-item'));
    await items.at(-1)?.click();
    await page.waitForSelector(mark('proof-detail'));
    await page.evaluate(() => scrollTo(0, 0));
    await look({ name: 'proof-opened', page });
    await openLibrary(page);
    await look({ name: 'library', page });
  });
  await stopAt(chromium, 'about.html', mark('build-digest'), 'about', look);
}
