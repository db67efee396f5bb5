/**
 * The packages whose code is in the product: the dependencies and theirs, as the lock file names them. Their licences
 * ask that their words go along, and a reviewer asks what there is.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, readRecord, recordAt } from '../json.ts';

export interface ShippedPackage {
  name: string;
  version: string;
  licence: string;
  integrity: string;
  /** Of the licence's and notice's files; '' where the package brings none. */
  words: string;
}

const WORDS = /^(?:licen[cs]e|notice|copying)(?:[.-].*)?$/i;

/** In the order of their names. */
export function shippedPackages(root: string): ShippedPackage[] {
  const lock = recordAt(readRecord(join(root, 'package-lock.json')), 'packages');
  const waiting = Object.keys(recordAt(readRecord(join(root, 'package.json')), 'dependencies'));
  const found = new Map<string, ShippedPackage>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    const entry = lock[`node_modules/${name}`];
    if (!isRecord(entry)) throw new Error(`package-lock.json has no ${name}`);
    found.set(name, describe(root, name, entry));
    if (isRecord(entry['dependencies'])) waiting.push(...Object.keys(entry['dependencies']));
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function describe(root: string, name: string, entry: Record<string, unknown>): ShippedPackage {
  const folder = join(root, 'node_modules', name);
  const { version, license, integrity } = entry;
  if (typeof version !== 'string' || typeof integrity !== 'string')
    throw new Error(`package-lock.json does not pin ${name}`);
  if (typeof license !== 'string') throw new Error(`${name} has no licence`);
  return { name, version, licence: license, integrity, words: wordsOf(folder) };
}

function wordsOf(folder: string): string {
  if (!existsSync(folder)) throw new Error(`${folder} is not installed`);
  const files = readdirSync(folder).filter((file) => WORDS.test(file));
  return files
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8').trim())
    .join('\n\n');
}

const RULE = '-'.repeat(80);

/** The notices that go into the product. */
export function licenceText(packages: readonly ShippedPackage[], own: string): string {
  const others = packages.map(
    ({ name, version, licence, words }) => `${name} ${version} (${licence})\n\n${words}`,
  );
  return [`Sotto\n\n${own.trim()}`, ...others].join(`\n\n${RULE}\n\n`).concat('\n');
}
