/** The four builds, as the build wrote them. A missing one is an error: a rule on nothing would hold. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readRecord, type JsonRecord } from '../../../scripts/json.ts';
import { ROOT } from '../source.ts';

export interface Built {
  browser: 'chrome' | 'firefox';
  folder: string;
  manifest: JsonRecord;
  files: readonly string[];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

export function built(browser: 'chrome' | 'firefox', kind: 'product' | 'desk'): Built {
  const folder = join(ROOT, '.output', `${browser}-mv3${kind === 'desk' ? '-desk' : ''}`);
  if (!existsSync(folder)) throw new Error(`${folder} is missing: npm run build`);
  const manifest = readRecord(join(folder, 'manifest.json'));
  return { browser, folder, manifest, files: filesBelow(folder) };
}

export function readBuilt({ folder }: Built, file: string): string {
  return readFileSync(join(folder, file), 'latin1');
}
