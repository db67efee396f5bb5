/**
 * The folder of vectors that is not part of the repository: third-party evidence, and the long forms of our own sets.
 * SOTTO_VECTORS names it, next to the repository otherwise.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');
const SHARED = resolve(ROOT, process.env['SOTTO_VECTORS'] ?? '../shared/vectors');

/** The committed folder of a format, which is always there. */
export function ownVectors(format: string): string {
  return join(import.meta.dirname, format);
}

/** The whole set of a format, or undefined, with a line that says what a run without it leaves out. */
export function sharedVectors(format: string, wholeCount: number): string | undefined {
  const folder = join(SHARED, format);
  if (existsSync(join(folder, 'index.json'))) return folder;
  process.stderr.write(`${format}: no shared vectors, ${wholeCount} entries left out\n`);
  return undefined;
}

export function readVectors(...path: readonly string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}
