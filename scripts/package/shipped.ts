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

/** In the order of their names and versions: one package may be there twice. */
export function shippedPackages(root: string): ShippedPackage[] {
  const lock = recordAt(readRecord(join(root, 'package-lock.json')), 'packages');
  const own = Object.keys(recordAt(readRecord(join(root, 'package.json')), 'dependencies'));
  const waiting = own.map((name) => ({ name, from: '' }));
  const found = new Map<string, ShippedPackage>();
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const path = resolve(lock, next.name, next.from);
    const entry = lock[path];
    if (!isRecord(entry)) throw new Error(`package-lock.json has no ${next.name}`);
    if (found.has(path)) continue;
    found.set(path, describe(root, path, entry));
    const needs = isRecord(entry['dependencies']) ? Object.keys(entry['dependencies']) : [];
    waiting.push(...needs.map((name) => ({ name, from: path })));
  }
  const key = ({ name, version }: ShippedPackage): string => `${name} ${version}`;
  return [...found.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Where Node finds a package from another: in its own node_modules first, then further out. */
function resolve(lock: Record<string, unknown>, name: string, from: string): string {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))
  ) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (path in lock || folder === '') return path;
  }
}

function describe(root: string, path: string, entry: Record<string, unknown>): ShippedPackage {
  const folder = join(root, path);
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
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
