/** `npm run screenshots`: builds, and takes every screen anew, light and dark, into screenshots/. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startStack } from '../stack/stack.ts';
import { buildProduct, deskFolder, makeDeskBuild } from './desk-build.ts';
import { launchChromium } from './drive/chromium.ts';
import { servePages } from './drive/page-server.ts';
import { changeSettings, deskSettings } from './drive/settings.ts';
import { makeTemporary, removeTemporary } from './drive/temporary.ts';
import { tour, type Visited } from './drive/tour.ts';
import { ROOT, runTool } from './run-program.ts';
import { samplePage, sampleText } from './sample/page.ts';

const FOLDER = join(ROOT, 'screenshots');

async function shoot({ name, page }: Visited): Promise<void> {
  for (const scheme of ['light', 'dark']) {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await page.screenshot({ path: join(FOLDER, `${name}-${scheme}.png`) });
  }
  console.log(name);
}

await buildProduct('chrome');
makeDeskBuild('chrome');
rmSync(FOLDER, { recursive: true, force: true });
mkdirSync(FOLDER);
const folder = makeTemporary('stack');
const stack = await startStack({ folder });
const pages = await servePages({ '/': samplePage(sampleText()) });
const chromium = await launchChromium({
  extension: deskFolder('chrome'),
  firstPage: 'welcome.html',
  // Twice as many pixels on a screen of the same size in the units of a page.
  args: ['--screen-info={2880x2000 devicePixelRatio=2.0}'],
});
try {
  const own = await chromium.openOwnPage('popup.html');
  await changeSettings(own, deskSettings(stack));
  await own.close();
  await tour(chromium, pages.url, shoot);
} finally {
  await chromium.close();
  await pages.close();
  await stack.close();
  removeTemporary(folder);
}
// States that an honest stack does not get into are drawn from the gallery, at the popup's real size.
const CHAINS = ['chain-pass', 'chain-debug', 'chain-changed', 'chain-expired', 'page-chain'];
const status = await runTool('tsx', [join('scripts', 'gallery', 'shoot.ts'), FOLDER, ...CHAINS]);
process.exit(status);
