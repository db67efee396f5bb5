/**
 * Builds the gallery and takes a picture of every scene in light and dark at the popup's real size; runs axe over
 * each and fails on any finding. Usage: tsx scripts/gallery/shoot.ts [folder] [scene…] [--locale=ar] [--text=larger]
 * [--width=320]: in another language, in another text size, in a narrow panel or window.
 */
import { readFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import puppeteer, { type Page } from 'puppeteer-core';
import { build, preview } from 'vite';
import { findBrowser } from '../find-browser.ts';

const here = dirname(fileURLToPath(import.meta.url));
const project = dirname(dirname(here));
const built = join(project, '.cache', 'gallery');
const axeSource = readFileSync(join(project, 'node_modules/axe-core/axe.min.js'), 'utf8');

const POPUP = { width: 400, height: 580, deviceScaleFactor: 2 };
const PAGE = { width: 1200, height: 900, deviceScaleFactor: 1 };

const OPENED = {
  'model-menu': ['compose-models', '[data-testid="model-pick"]'],
  'again-menu': ['thread', '[data-testid="ask-again"]'],
  leaves: ['compose', '.leaves summary'],
  'proof-open': ['done', '[data-testid="proof-chip"]'],
  'chain-open': ['page-chain', '[data-testid="chain-user-data"] summary'],
  'page-text-open': ['compose-page', '[data-testid="page-view"] summary'],
  'step-open': ['enclave', '[data-testid="step-signature"] summary'],
  'forget-sure': ['proofs', '[data-testid="proof-forget"]'],
} as const;

async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found: unknown = await page.evaluate(
    "axe.run(document, { rules: { 'landmark-one-main': { enabled: true } } }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ')).join(', ')))",
  );
  return Array.isArray(found) ? found.map(String) : [];
}

interface Shot {
  name: string;
  scene: string;
  opened?: string;
}

interface Look {
  origin: string;
  folder: string;
  locale: string;
  text: string;
  width: number | undefined;
}

async function take(page: Page, look: Look, shot: Shot, theme: string) {
  const { origin, folder, locale, text, width } = look;
  const isPage = shot.scene.startsWith('page-');
  const viewport = isPage ? PAGE : POPUP;
  await page.setViewport({ ...viewport, width: width ?? viewport.width });
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: theme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
  await page.goto(`${origin}?scene=${shot.scene}&locale=${locale}&text=${text}`);
  await page.waitForSelector('main');
  if (shot.opened) {
    await page.click(shot.opened);
    await page.$eval(shot.opened, (element) => element.scrollIntoView({ block: 'start' }));
  }
  if (shot.scene.startsWith('chain-')) {
    await page.$eval('.chain', (element) => element.scrollIntoView({ block: 'center' }));
  }
  await page.screenshot({ path: join(folder, `${shot.name}-${theme}.png`), fullPage: isPage });
  for (const finding of await findings(page)) {
    console.error(`axe ${shot.name} ${theme}: ${finding}`);
    process.exitCode = 1;
  }
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { locale: { type: 'string' }, text: { type: 'string' }, width: { type: 'string' } },
  });
  const [folder = join(project, '.cache', 'shots'), ...only] = positionals;
  mkdirSync(folder, { recursive: true });
  const options = {
    root: here,
    configFile: false as const,
    logLevel: 'warn' as const,
    build: { outDir: built, emptyOutDir: true },
  };
  await build(options);
  const server = await preview({ ...options, preview: { port: 0, host: '127.0.0.1' } });
  const origin = server.resolvedUrls?.local[0] ?? '';
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const browser = await puppeteer.launch({ executablePath: await findBrowser('chromium'), args });
  const page = await browser.newPage();
  page.on('pageerror', (error) => {
    console.error(String(error));
    process.exitCode = 1;
  });
  await page.goto(origin);
  await page.waitForSelector('#root:not(:empty)');
  const names = await page.$eval('#root', (root) => root.textContent.split(' '));
  const shots: Shot[] = [
    ...names.map((name) => ({ name, scene: name })),
    ...Object.entries(OPENED).map(([name, [scene, opened]]) => ({ name, scene, opened })),
  ];
  const { locale = 'en', text = 'normal' } = values;
  const width = values.width === undefined ? undefined : Number(values.width);
  const look = { origin, folder, locale, text, width };
  for (const shot of shots) {
    if (only.length > 0 && !only.includes(shot.name)) continue;
    for (const theme of ['light', 'dark']) await take(page, look, shot, theme);
  }
  await browser.close();
  await server.close();
}

await main();
