/**
 * `npm run screenshots`: builds, and takes every screen anew, light and dark, into screenshots/; those that the README
 * shows into docs/pictures. With the name of a locale (`npm run screenshots -- ar`) all screens in that language into a
 * folder of their own, with a text size behind it (`-- en larger`) in that size.
 */
import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { startTourServers } from '../test/e2e/support/tour-desk.ts';
import { buildDesk, deskFolder, makeLocaleBuild } from './desk-build.ts';
import { launchChromium, type Chromium } from './drive/chromium.ts';
import { servePages } from './drive/page-server.ts';
import { changeSettings, readSettings } from './drive/settings.ts';
import { isRecord } from './json.ts';
import { tourCredits } from './drive/tour/credits.ts';
import { TAB } from './drive/tour/pages.ts';
import { IN_A_TAB, type TourDesk, type Visited } from './drive/tour/screens.ts';
import { tour } from './drive/tour/tour.ts';
import { ROOT, runTool } from './run-program.ts';
import { samplePage, sampleText } from './sample/page.ts';

const [locale, textSize] = process.argv.slice(2);
const ALL = join(ROOT, 'screenshots');
const FOLDER = join(ALL, [locale, textSize].filter((part) => part !== undefined).join('-'));
const PICTURES = join(ROOT, 'docs', 'pictures');

/** What the README shows. */
const SHOWN = [
  'ask-light',
  'running-light',
  'answer-light',
  'answer-proof-dark',
  'hidden-dark',
  'several-dark',
  'settings-small-light',
  'proof-opened-small-light',
];

/** How high a page is that goes on below its window; 0 for one that does not. */
function wholeHeight(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollHeight, clientHeight } = document.documentElement;
    return scrollHeight > clientHeight ? scrollHeight : 0;
  });
}

/** In a window as high as the page, so that what stays at its foot is at its foot; and as the window shows it, small. */
async function shootWhole({ page, name }: Visited, scheme: string, height: number): Promise<void> {
  await page.setViewport({ ...TAB, height, deviceScaleFactor: 1 });
  await page.screenshot({ path: join(FOLDER, `${name}-whole-${scheme}.png`) });
  await page.setViewport({ ...TAB, deviceScaleFactor: 1 });
  await page.screenshot({ path: join(FOLDER, `${name}-small-${scheme}.png`) });
  await page.setViewport(TAB);
}

async function shoot(visited: Visited): Promise<void> {
  const { name, page } = visited;
  // Away from whatever was clicked last, which would be drawn as pointed at.
  await page.mouse.move(1, 1);
  const height = IN_A_TAB.includes(name) ? await wholeHeight(page) : 0;
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await page.screenshot({ path: join(FOLDER, `${name}-${scheme}.png`) });
    if (height > 0) await shootWhole(visited, scheme, height);
  }
  console.log(name);
}

/** With a desk of its own, and a new browser that is set up for it. */
async function shootOn(
  hasCredits: boolean,
  walk: (chromium: Chromium, desk: TourDesk) => Promise<void>,
): Promise<void> {
  const desk = await startTourServers({ modelName: 'model-of-this-desk', hasCredits });
  const pages = await servePages({ '/': samplePage(sampleText()) });
  const chromium = await launchChromium({
    extension: locale === undefined ? deskFolder('chrome') : makeLocaleBuild('chrome', locale),
    firstPage: 'welcome.html',
    // Twice as many pixels on a screen of the same size in the units of a page.
    args: ['--screen-info={2880x2000 devicePixelRatio=2.0}'],
  });
  try {
    const own = await chromium.openOwnPage('popup.html');
    const { appearance } = await readSettings(own);
    const larger = isRecord(appearance) && textSize !== undefined;
    await changeSettings(own, {
      ...desk.settings,
      ...(larger && { appearance: { ...appearance, textSize } }),
    });
    await own.close();
    await walk(chromium, { ...desk, pageUrl: pages.url });
  } finally {
    await chromium.close();
    await pages.close();
    await desk.close();
  }
}

/** States that this stack does not get into are drawn from the gallery, at the popup's real size. */
async function shootGallery(): Promise<number> {
  const chains = ['chain-pass', 'chain-debug', 'chain-changed', 'chain-expired', 'page-chain'];
  const credits = ['compose-credits', 'credits-none', 'page-credits-stopped'];
  const scenes = [...chains, ...credits, 'page-opengradient-connected'];
  return runTool('tsx', [join('scripts', 'gallery', 'shoot.ts'), FOLDER, ...scenes]);
}

await buildDesk('chrome');
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER, { recursive: true });
await shootOn(false, (chromium, desk) => tour(chromium, desk, shoot));
await shootOn(true, async (chromium, { newVoucher }) => {
  if (newVoucher) await tourCredits(chromium, newVoucher, shoot);
});
if (locale === undefined) {
  mkdirSync(PICTURES, { recursive: true });
  for (const name of SHOWN) copyFileSync(join(ALL, `${name}.png`), join(PICTURES, `${name}.png`));
  process.exit(await shootGallery());
}
