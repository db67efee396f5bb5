/**
 * A profile folder as whoever copies it gets it. Its files are read as the browser reads them, packed or not, and words
 * are looked for in the encodings in which browsers store text, and in base64, in which programs write bytes.
 */
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { makeTemporary } from '../../../scripts/drive/temporary.ts';
import { readableForms } from './leveldb.ts';

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

/** The files in which any of these words stands, whatever they are packed in. */
export function filesWith(profile: string, words: readonly string[]): string[] {
  const spellings = words.flatMap(spellingsOf);
  return files(profile).filter((file) =>
    readableForms(file, readFileSync(join(profile, file))).some((form) =>
      spellings.some((spelling) => form.includes(spelling)),
    ),
  );
}

/** Base64 of the same bytes looks different at each of three places; what is cut off depends on what stands beside. */
function spellingsOf(word: string): Buffer[] {
  const bytes = Buffer.from(word, 'utf8');
  const coded = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64url')
      .slice(before === 0 ? 0 : before + 1, -4),
  );
  return [bytes, Buffer.from(word, 'utf16le'), ...coded.map((text) => Buffer.from(text, 'latin1'))];
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
