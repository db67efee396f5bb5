/** `npm run screenshots`: builds, and takes every screen anew, light and dark, into screenshots/. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { startTourServers } from '../test/e2e/support/tour-desk.ts';
import { buildProduct, deskFolder, makeDeskBuild } from './desk-build.ts';
import { launchChromium } from './drive/chromium.ts';
import { servePages } from './drive/page-server.ts';
import { changeSettings } from './drive/settings.ts';
import { TAB } from './drive/tour/pages.ts';
import type { ScreenName, Visited } from './drive/tour/screens.ts';
import { tour } from './drive/tour/tour.ts';
import { ROOT, runTool } from './run-program.ts';
import { samplePage, sampleText } from './sample/page.ts';

const FOLDER = join(ROOT, 'screenshots');

/** Pages that go on below the window: a second picture has all of them. */
const WHOLE: readonly ScreenName[] = [
  'settings',
  'settings-opengradient',
  'welcome',
  'help',
  'proofs-page',
  'proof-opened',
  'alarms',
];

/** In a window as high as the page, so that what stays at its foot is at its foot. */
async function shootWhole(page: Page, path: string): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  await page.setViewport({ ...TAB, height, deviceScaleFactor: 1 });
  await page.screenshot({ path });
  await page.setViewport(TAB);
}

async function shoot({ name, page }: Visited): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await page.screenshot({ path: join(FOLDER, `${name}-${scheme}.png`) });
    if (WHOLE.includes(name)) await shootWhole(page, join(FOLDER, `${name}-whole-${scheme}.png`));
  }
  console.log(name);
}

await buildProduct('chrome');
makeDeskBuild('chrome');
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
const desk = await startTourServers('model-of-this-desk');
const pages = await servePages({ '/': samplePage(sampleText()) });
const chromium = await launchChromium({
  extension: deskFolder('chrome'),
  firstPage: 'welcome.html',
  // Twice as many pixels on a screen of the same size in the units of a page.
  args: ['--screen-info={2880x2000 devicePixelRatio=2.0}'],
});
try {
  const own = await chromium.openOwnPage('popup.html');
  await changeSettings(own, desk.settings);
  await own.close();
  await tour(chromium, { ...desk, pageUrl: pages.url }, shoot);
} finally {
  await chromium.close();
  await pages.close();
  await desk.close();
}
// States that an honest stack does not get into are drawn from the gallery, at the popup's real size.
const CHAINS = ['chain-pass', 'chain-debug', 'chain-changed', 'chain-expired', 'page-chain'];
const status = await runTool('tsx', [join('scripts', 'gallery', 'shoot.ts'), FOLDER, ...CHAINS]);
process.exit(status);
