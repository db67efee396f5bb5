/**
 * Draws the icons of public/icon from one shape: a line, and a voice under it. The four states differ by shape, so
 * that they can be told apart without colour. Usage: tsx scripts/gallery/icons.ts
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import { findBrowser } from '../find-browser.ts';

const folder = join(dirname(dirname(dirname(fileURLToPath(import.meta.url)))), 'public', 'icon');

const TILE = '#125e6b';
/** Even numbers on a grid of 32 are whole pixels in the smallest icon. */
const VOICE = 'M6 14h20c0 6-4.4 10-10 10-1 0-2-.1-3-.4L8 27l.8-5C7 20 6 17.4 6 14z';
const LINE = '<rect x="6" y="6" width="20" height="4" rx="2" fill="#fff"/>';
const DOT = '<circle cy="18" r="3" fill="#fff"';

const STATES = {
  ready: `${LINE}<path d="${VOICE}" fill="#fff"/>`,
  busy: `${LINE}${DOT} cx="9"/>${DOT} cx="16"/>${DOT} cx="23"/>`,
  blocked: `${LINE}<path d="M11 15.5l10 10M21 15.5l-10 10" stroke="#fff" stroke-width="4" stroke-linecap="round"/>`,
  offline: `${LINE}<path d="M7.5 15.5h17c-.4 4.5-4 7-8.5 7-1.4 0-2.600-.2-3.600-.6L9.300 24l.6-3.300C8.5 19.300 7.700 17.600 7.5 15.5z" fill="none" stroke="#fff" stroke-width="3" stroke-linejoin="round"/>`,
} as const;

const SIZES = [16, 32, 48, 128];

function svg(inside: string, size: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 32 32"><rect x="1" y="1" width="30" height="30" rx="7.5" fill="${TILE}"/>${inside}</svg>`;
}

async function main(): Promise<void> {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await puppeteer.launch({ executablePath: await findBrowser('chromium'), args });
  const page = await browser.newPage();
  for (const [state, inside] of Object.entries(STATES)) {
    for (const size of SIZES) {
      await page.setViewport({ width: size, height: size });
      await page.setContent(`<style>*{margin:0}svg{display:block}</style>${svg(inside, size)}`);
      // The bare name is the one that the build puts into the manifest.
      const name = state === 'ready' ? `${size}` : `${state}-${size}`;
      await page.screenshot({ path: join(folder, `${name}.png`), omitBackground: true });
    }
  }
  await browser.close();
}

await main();
