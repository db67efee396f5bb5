/**
 * Builds the extension for both browsers: the product, and the desk build that may also speak to
 * 127.0.0.1 without asking. Prints what counts against the size budgets.
 * Arguments narrow it: `chrome`, `firefox`, `product`, `desk`.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSizesOf } from './built-sizes.ts';
import { ROOT, runTool } from './run-program.ts';

interface Build {
  browser: 'chrome' | 'firefox';
  kind: 'product' | 'desk';
  folder: string;
}

const BUILDS: readonly Build[] = [
  { browser: 'chrome', kind: 'product', folder: 'chrome-mv3' },
  { browser: 'firefox', kind: 'product', folder: 'firefox-mv3' },
  { browser: 'chrome', kind: 'desk', folder: 'chrome-mv3-desk' },
  { browser: 'firefox', kind: 'desk', folder: 'firefox-mv3-desk' },
];

async function build({ browser, kind, folder }: Build): Promise<void> {
  const args = ['build', '-b', browser, '--mv3', ...(kind === 'desk' ? ['--mode', 'desk'] : [])];
  // A mode of our own is still a production build; said outright, since tools differ in what they take it for.
  const status = await runTool('wxt', args, { quiet: true, env: { NODE_ENV: 'production' } });
  if (status !== 0) throw new Error(`building ${folder} failed`);
  const path = join(ROOT, '.output', folder);
  if (!existsSync(join(path, 'manifest.json'))) throw new Error(`no manifest in ${path}`);
  const sizes = gzipSizesOf(path).map(
    ({ part, bytes }) => `${part} ${(bytes / 1000).toFixed(1)} kB`,
  );
  console.log(`${folder.padEnd(18)} gzip: ${sizes.join(', ')}`);
}

const wanted = process.argv.slice(2);
for (const one of BUILDS) {
  if (wanted.every((word) => word === one.browser || word === one.kind)) await build(one);
}
