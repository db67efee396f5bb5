/**
 * A zip that depends on nothing but its files: entries in the byte order of their names, one fixed time, one level.
 * Two builds of the same tree are the same bytes, wherever and whenever they are made.
 */
import { zipSync, type Zippable } from 'fflate';

export interface ZipEntry {
  path: string;
  bytes: Uint8Array;
}

export function normalisedZip(entries: readonly ZipEntry[]): Uint8Array {
  const sorted = [...entries].sort((a, b) => (a.path < b.path ? -1 : 1));
  const files: Zippable = {};
  for (const { path, bytes } of sorted) {
    if (path in files) throw new Error(`${path} is there twice`);
    files[path] = bytes;
  }
  // The oldest time that a zip can hold; kept as local time without a zone, so it is given as local time.
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
}
