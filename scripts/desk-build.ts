/**
 * The desk build: the product with one more line in its manifest, which lets it speak to 127.0.0.1
 * without asking (native permission prompts cannot be clicked in a headless browser). Made by copying,
 * so that what the tests run is what people get. Never for use.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFileList, FILE_LIST } from '../lib/build/index.ts';
import { readRecord } from './json.ts';
import { filesBelow } from './package/files.ts';
import { licenceText, shippedPackages } from './package/shipped.ts';
import { ROOT, runTool } from './run-program.ts';

export type BuildBrowser = 'chrome' | 'firefox';

const DESK_GRANT = ['http://127.0.0.1/*'];

export function productFolder(browser: BuildBrowser): string {
  return join(ROOT, '.output', `${browser}-mv3`);
}

export function deskFolder(browser: BuildBrowser): string {
  return `${productFolder(browser)}-desk`;
}

export async function buildProduct(browser: BuildBrowser): Promise<void> {
  const env = { NODE_ENV: 'production' };
  const status = await runTool('wxt', ['build', '-b', browser, '--mv3'], { quiet: true, env });
  if (status !== 0) throw new Error(`building for ${browser} failed; the reason is above`);
  addPapers(productFolder(browser));
}

/** What no bundler writes: the licences of what is inside, and the list that the about page's digest is over. */
function addPapers(folder: string): void {
  const licences = licenceText(shippedPackages(ROOT), readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  writeFileSync(join(folder, 'licences.txt'), licences);
  writeFileList(folder);
}

function writeFileList(folder: string): void {
  const files = filesBelow(folder).filter((path) => path !== FILE_LIST);
  writeFileSync(join(folder, FILE_LIST), encodeFileList(files));
}

function makeDeskBuild(browser: BuildBrowser): void {
  const folder = deskFolder(browser);
  rmSync(folder, { recursive: true, force: true });
  cpSync(productFolder(browser), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = { ...readRecord(file), host_permissions: DESK_GRANT };
  writeFileSync(file, JSON.stringify(manifest));
}

/** Product and desk build, both anew: whatever runs in a browser runs what the source says now. */
export async function buildDesk(browser: BuildBrowser): Promise<void> {
  await buildProduct(browser);
  makeDeskBuild(browser);
}

/** The desk build with the words of one language only, so that it speaks it in a browser of any. */
export function makeLocaleBuild(browser: BuildBrowser, locale: string): string {
  const folder = `${deskFolder(browser)}-${locale}`;
  rmSync(folder, { recursive: true, force: true });
  cpSync(deskFolder(browser), folder, { recursive: true });
  for (const other of readdirSync(join(folder, '_locales'))) {
    if (other !== locale) rmSync(join(folder, '_locales', other), { recursive: true });
  }
  const file = join(folder, 'manifest.json');
  writeFileSync(file, JSON.stringify({ ...readRecord(file), default_locale: locale }));
  writeFileList(folder);
  return folder;
}
