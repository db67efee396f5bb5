/** Which folders of vectors lie at or below a path: folders with an index, or bare ones where there is none at all. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatOf } from './index-file.ts';

const DEEPEST = 6;

/** Every folder of vectors at or below `dir`; what lies below a folder of vectors belongs to it. */
function indexedFolders(dir: string, depth = 0): string[] {
  if (existsSync(join(dir, 'index.json')) && isFolderOfVectors(dir)) return [dir];
  if (depth === DEEPEST) return [];
  const below = readdirSync(dir, { withFileTypes: true })
    .filter((entry) => statSync(join(dir, entry.name), { throwIfNoEntry: false })?.isDirectory())
    .flatMap((entry) => indexedFolders(join(dir, entry.name), depth + 1));
  // An index that only says what lies below it promises nothing itself.
  return below.length > 0 || !existsSync(join(dir, 'index.json')) ? below : [dir];
}

function isFolderOfVectors(dir: string): boolean {
  try {
    return formatOf(dir) !== undefined;
  } catch {
    return true;
  }
}

/** Without any index: the folders whose JSON files hold lists of a known format. */
function bareFolders(dir: string, depth = 0): string[] {
  if (isFolderOfVectors(dir)) return [dir];
  if (depth === DEEPEST) return [];
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((entry) => bareFolders(join(dir, entry.name), depth + 1));
}

export function foldersOf(path: string): string[] {
  const dir = statSync(path).isDirectory() ? path : dirname(path);
  const indexed = indexedFolders(dir);
  return indexed.length > 0 ? indexed : bareFolders(dir);
}
