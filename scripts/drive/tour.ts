/**
 * Walks through every screen of the product as a person comes to it, and stops at each for a look:
 * for screenshots, and for the accessibility check of all of them.
 */
import type { Page } from 'puppeteer-core';
import type { Chromium } from './chromium.ts';
import { openPopupOn, sendQuickAction, waitForEnclave, waitForEnd } from './one-ask.ts';
import { click, mark } from './popup.ts';

export const SCREENS = [
  'ask',
  'leaves',
  'enclave',
  'answer',
  'answer-proof',
  'proofs',
  'proof',
  'settings',
  'welcome',
  'proofs-page',
  'about',
] as const;

export type ScreenName = (typeof SCREENS)[number];

export interface Visited {
  name: ScreenName;
  page: Page;
}

type Look = (visited: Visited) => Promise<void>;

async function openLeaves(popup: Page): Promise<void> {
  await popup.waitForSelector(mark('leaves'));
  await popup.$eval(mark('leaves'), (element) => {
    const details = element.closest('details') ?? element.querySelector('details');
    if (details) details.open = true;
  });
}

async function tourPopup(popup: Page, look: Look): Promise<void> {
  await waitForEnclave(popup);
  await look({ name: 'ask', page: popup });
  await openLeaves(popup);
  await look({ name: 'leaves', page: popup });
  await click(popup, 'enclave-state');
  await popup.waitForSelector(mark('pcr0'));
  await look({ name: 'enclave', page: popup });
  await click(popup, 'back');
  await sendQuickAction(popup, 'explain');
  await waitForEnd(popup, 120_000);
  await look({ name: 'answer', page: popup });
  await click(popup, 'proof-chip');
  await popup.waitForSelector(mark('proof-panel'));
  await popup.$eval(mark('proof-chip'), (element) => element.scrollIntoView());
  await look({ name: 'answer-proof', page: popup });
  await click(popup, 'proofs-open');
  await popup.waitForSelector(mark('proof-item'));
  await look({ name: 'proofs', page: popup });
  await click(popup, 'proof-item');
  await popup.waitForSelector(mark('proof-detail'));
  await look({ name: 'proof', page: popup });
}

async function tourPage(
  chromium: Chromium,
  path: string,
  sign: string,
  visit: Omit<Visited, 'page'>,
  look: Look,
) {
  const page = await chromium.openOwnPage(path);
  await page.setViewport({ width: 1000, height: 900, deviceScaleFactor: 2 });
  await page.waitForSelector(sign);
  await look({ ...visit, page });
  await page.close();
}

export async function tour(chromium: Chromium, pageUrl: string, look: Look): Promise<void> {
  const page = await chromium.browser.newPage();
  await page.goto(pageUrl);
  const popup = await openPopupOn(chromium, page, 'article');
  await tourPopup(popup, look);
  await popup.close();
  await tourPage(chromium, 'options.html', mark('settings'), { name: 'settings' }, look);
  await tourPage(chromium, 'welcome.html', 'main', { name: 'welcome' }, look);
  await tourPage(chromium, 'proofs.html', mark('proof-item'), { name: 'proofs-page' }, look);
  await tourPage(chromium, 'about.html', mark('build-digest'), { name: 'about' }, look);
}
