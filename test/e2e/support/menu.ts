/**
 * The context-menu event as the browser gives it to the worker, for headless runs in which the native
 * menu cannot be clicked. It carries the text itself and, unlike a real click, grants nothing.
 */
import type { Page } from 'puppeteer-core';
import type { Chromium } from '../../../scripts/drive/chromium.ts';
import { mark } from '../../../scripts/drive/popup.ts';
import { until } from '../../../scripts/drive/until.ts';

const MENU_ID = 'ask-privately';

export async function popupPage(chromium: Chromium): Promise<Page | undefined> {
  const address = `chrome-extension://${chromium.extensionId}/popup.html`;
  const target = chromium.browser.targets().find((one) => one.url().startsWith(address));
  return target?.asPage();
}

export async function menuEvent(
  chromium: Chromium,
  page: Page,
  selectionText: string,
): Promise<Page> {
  await page.bringToFront();
  const click = { menuItemId: MENU_ID, selectionText, editable: false, pageUrl: page.url() };
  await chromium.inWorker(`chrome.tabs.query({ active: true, lastFocusedWindow: true }).then(([tab]) => {
    chrome.contextMenus.onClicked.dispatch(${JSON.stringify(click)}, tab);
  })`);
  const popup = await until(() => popupPage(chromium), { what: 'the popup to open by itself' });
  await popup.waitForSelector(mark('app'));
  return popup;
}
