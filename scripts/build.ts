/**
 * Builds the extension for both browsers, and from each its desk build. Prints what counts against the
 * size budgets. An argument narrows it: `chrome` or `firefox`.
 */
import { statSync } from 'node:fs';
import { gzipSizesOf } from './built-sizes.ts';
import { buildOfflinePage } from './offline-page.ts';
import { buildDesk, productFolder, type BuildBrowser } from './desk-build.ts';

const BROWSERS: readonly BuildBrowser[] = ['chrome', 'firefox'];

const wanted = process.argv.slice(2);
for (const browser of BROWSERS) {
  if (wanted.length > 0 && !wanted.includes(browser)) continue;
  await buildDesk(browser);
  const sizes = gzipSizesOf(productFolder(browser)).map(
    ({ part, bytes }) => `${part} ${(bytes / 1000).toFixed(1)} kB`,
  );
  console.log(`${browser.padEnd(8)} gzip: ${sizes.join(', ')}`);
}

if (wanted.length === 0) {
  const page = await buildOfflinePage();
  console.log(`offline page: ${page}, ${(statSync(page).size / 1000).toFixed(1)} kB`);
}
