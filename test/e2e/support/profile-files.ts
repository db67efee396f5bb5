/**
 * A profile folder as whoever copies it gets it: the copy, and every byte of its files. Looks for words in the encodings
 * in which browsers store text.
 */
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeTemporary } from '../../../scripts/drive/temporary.ts';

/** Locks and sockets of the browser that has ended are not copied. */
const NOT_COPIED = /^Singleton|\.pma$/;

export function copyProfile(profile: string): string {
  const copy = makeTemporary('copy');
  cpSync(profile, copy, {
    recursive: true,
    filter: (path) => !NOT_COPIED.test(path.split('/').at(-1) ?? ''),
  });
  return copy;
}

/** The files in which these words stand readably, UTF-8 or UTF-16. */
export function filesWith(profile: string, words: readonly string[]): string[] {
  const forms = words.flatMap((word) => [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')]);
  return files(profile).filter((file) => {
    const bytes = readFileSync(join(profile, file));
    return forms.some((form) => bytes.includes(form));
  });
}

function files(folder: string, root = folder): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return [];
    if (found.isDirectory()) return files(path, root);
    return found.isFile() ? [relative(root, path)] : [];
  });
}
