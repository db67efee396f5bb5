/** The selection button as a page and a person's pointer meet it. */
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { click, mark } from '../../../scripts/drive/popup.ts';
import { sleep, until } from '../../../scripts/drive/until.ts';

/** The desk build may reach this host without a question that cannot be answered headless. */
export function onGrantedHost(pagesUrl: string, path: string): string {
  const url = new URL(path, pagesUrl);
  url.hostname = '127.0.0.1';
  return url.href;
}

/** Allows the site of the page by the header's menu, as a person does. */
export async function allowSite(chromium: Chromium, page: Page): Promise<void> {
  await page.bringToFront();
  const popup = await chromium.clickToolbar(page);
  await popup.waitForSelector(mark('app'));
  await click(popup, 'more-open');
  await click(popup, 'site-allow');
  await until(async () => (await registered(chromium)).length > 0 || undefined, {
    what: 'the button to be registered',
  });
  await popup.close();
}

export async function registered(chromium: Chromium): Promise<string[]> {
  const matches = await chromium.inWorker(
    'chrome.scripting.getRegisteredContentScripts().then((all) => all.flatMap(({ matches }) => matches))',
  );
  return Array.isArray(matches) ? matches.map(String) : [];
}

/** By dragging over it, which is what makes the browser's own events. */
export async function selectByMouse(page: Page, selector: string): Promise<void> {
  await page.bringToFront();
  const box = await page.$eval(selector, (element) => {
    const { left, top, height, width } = element.getBoundingClientRect();
    return { left, top, height, width };
  });
  const y = box.top + Math.min(10, box.height / 2);
  await page.mouse.move(box.left + 2, y);
  await page.mouse.down();
  await page.mouse.move(box.left + Math.min(280, box.width - 4), y, { steps: 6 });
  await page.mouse.up();
}

export interface Found {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What the page itself can find of it: a box in the top layer. */
export async function findButton(page: Page): Promise<Found | undefined> {
  return page.evaluate(() => {
    const host = [...document.documentElement.children].find((one) =>
      one.matches('div:popover-open'),
    );
    if (host === undefined) return undefined;
    const { x, y, width, height } = host.getBoundingClientRect();
    return getComputedStyle(host).visibility === 'visible' ? { x, y, width, height } : undefined;
  });
}

/** For a page that the script is only just being put into: it may come after the selection. */
export async function selectUntilShown(page: Page, selector: string): Promise<Found | undefined> {
  await page.mouse.click(2, 2);
  await selectByMouse(page, selector);
  await sleep(300);
  return findButton(page);
}

export async function waitForButton(page: Page): Promise<Found> {
  const found = await until(() => findButton(page), { what: 'the button' });
  // Long enough to have been seen by a person; a quicker click is not counted.
  await sleep(1200);
  return (await findButton(page)) ?? found;
}

/** On the word, not on the three dots. */
export async function clickButton(page: Page, found: Found): Promise<void> {
  await page.mouse.click(found.x + found.width * 0.35, found.y + Math.min(18, found.height / 2));
}

export async function clickMore(page: Page, found: Found): Promise<void> {
  await page.mouse.click(found.x + found.width - 18, found.y + Math.min(18, found.height / 2));
}
