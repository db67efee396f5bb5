/**
 * `npm run package`: what goes to the stores, and what lets anyone check it. Builds both browsers, and writes into
 * `.output` a zip of each that depends only on its files, a zip of the sources for reviewers, and the bill of
 * materials. Prints `sha256  NAME` for each file, and the digest that the about page of that build shows.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildDigest } from '../lib/build/index.ts';
import { buildProduct, productFolder } from './desk-build.ts';
import { readRecord } from './json.ts';
import { billOfMaterials } from './package/bill.ts';
import { entriesOf, filesBelow, versionedFiles } from './package/files.ts';
import { shippedPackages } from './package/shipped.ts';
import { normalisedZip } from './package/zip.ts';
import { ROOT } from './run-program.ts';

function write(name: string, bytes: Uint8Array | string): void {
  writeFileSync(join(ROOT, '.output', name), bytes);
  console.log(`${createHash('sha256').update(bytes).digest('hex')}  ${name}`);
}

const digests: string[] = [];
for (const browser of ['chrome', 'firefox'] as const) {
  await buildProduct(browser);
  const folder = productFolder(browser);
  write(`sotto-${browser}.zip`, normalisedZip(entriesOf(folder, filesBelow(folder))));
  const digest = await buildDigest(
    async (path) => new Uint8Array(readFileSync(join(folder, path))),
  );
  digests.push(`about page, ${browser}: ${digest}`);
}

const sources = versionedFiles(ROOT);
if (sources === undefined) console.log('no sources zip: this is not a git checkout');
else write('sotto-sources.zip', normalisedZip(entriesOf(ROOT, sources)));
const { version } = readRecord(join(ROOT, 'package.json'));
write('sotto-sbom.cdx.json', billOfMaterials(shippedPackages(ROOT), String(version)));
console.log(digests.join('\n'));
