/**
 * The desk build: the product with one more line in its manifest, which lets it speak to 127.0.0.1
 * without asking (native permission prompts cannot be clicked in a headless browser). Made by copying,
 * so that what the tests run is what people get. Never for use.
 */
import { cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecord } from './json.ts';
import { ROOT, runTool } from './run-program.ts';

export type BuildBrowser = 'chrome' | 'firefox';

export const DESK_GRANT = ['http://127.0.0.1/*'];

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
}

export function makeDeskBuild(browser: BuildBrowser): void {
  const folder = deskFolder(browser);
  rmSync(folder, { recursive: true, force: true });
  cpSync(productFolder(browser), folder, { recursive: true });
  const file = join(folder, 'manifest.json');
  const manifest = { ...readRecord(file), host_permissions: DESK_GRANT };
  writeFileSync(file, JSON.stringify(manifest));
}
