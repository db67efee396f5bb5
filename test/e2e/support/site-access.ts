/** Chromium's own page of extensions, where a person withdraws an extension's access to sites and gives it again. */
import type { Chromium } from '../../../scripts/drive/chromium.ts';

async function setAccess(chromium: Chromium, access: 'ON_CLICK' | 'ON_ALL_SITES'): Promise<void> {
  const page = await chromium.browser.newPage();
  await page.goto('chrome://extensions');
  const change = JSON.stringify({ extensionId: chromium.extensionId, hostAccess: access });
  await page.evaluate(`chrome.developerPrivate.updateExtensionConfiguration(${change})`);
  await page.close();
}

export const withdrawAccess = (chromium: Chromium): Promise<void> =>
  setAccess(chromium, 'ON_CLICK');

export const giveAccess = (chromium: Chromium): Promise<void> =>
  setAccess(chromium, 'ON_ALL_SITES');
