/**
 * Reads the index.json of a folder of vectors: which format the folder has, which files with which lists, and how many
 * entries it promises. A folder without an index is read by the lists that its JSON files hold. The count is a floor
 * that a run is held to; it must never be lower because of an odd file.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, readJson, recordAt, type JsonRecord } from '../json.ts';

export type Format = 'ohttp' | 'attestation' | 'tlog' | 'opengradient' | 'privacypass';

/** Names of the entry lists that only one format has, or that tell it from the others by their number. */
const SIGNS: Record<Exclude<Format, 'attestation'>, readonly string[]> = {
  ohttp: [
    ...['hpke', 'hpkePq', 'single', 'chunked', 'bhttp', 'bhttpInvalid', 'varints', 'truncated'],
    ...['lowOrder', 'items', 'negativeResponses', 'keyConfigs', 'keyConfigsInvalid', 'jsonDialect'],
    ...['peerClient', 'peerGateway'],
  ],
  tlog: [
    ...['inclusion', 'consistency', 'inclusionInvalid', 'consistencyInvalid', 'trees', 'countOnce'],
    ...['bundlesInvalid', 'vkeys', 'vkeysInvalid', 'updates', 'broken', 'older', 'paths', 'notes'],
    ...['roots', 'sizes', 'formatOnly', 'valid', 'invalid', 'requests'],
  ],
  opengradient: [
    ...['canonicalJson', 'requestHash', 'answerSignature', 'batchTree', 'registryRow'],
    ...['registryRowMalformed', 'badDumps'],
  ],
  privacypass: [
    ...['issuance', 'authenticatorInput', 'header', 'blindRsa', 'batch', 'token', 'responses'],
    'requests',
  ],
};

/** Fields of entries in files that are bare lists, which only Privacy Pass has. */
const BARE_SIGNS = ['token_challenge', 'token_authenticator_input', 'WWW-Authenticate', 'issuance'];

export interface IndexedFile {
  readonly file: string;
  /** How many entries each list of the file has, or should have. */
  readonly counts: Readonly<Record<string, number>>;
}

/** The entries of an attestation index: one bare list, or the one list of an object around it. */
export function attestationEntries(dir: string): readonly unknown[] | undefined {
  const index = indexOf(dir);
  if (Array.isArray(index)) {
    const isOfFiles = index.some((entry) => isRecord(entry) && 'counts' in entry);
    return isOfFiles ? undefined : index;
  }
  const lists = isRecord(index) ? Object.values(index) : [];
  return lists
    .filter((list) => Array.isArray(list))
    .find((list: readonly unknown[]) =>
      list.some((entry) => isRecord(entry) && 'kind' in entry && 'expect' in entry),
    );
}

function indexOf(dir: string): unknown {
  const path = join(dir, 'index.json');
  return existsSync(path) ? readJson(path) : undefined;
}

/** What the index says of each file; of a folder without an index, every JSON file. */
function describedFiles(dir: string): JsonRecord[] {
  const index = indexOf(dir);
  if (index === undefined) {
    const names = readdirSync(dir).filter((name) => name.endsWith('.json'));
    return names.sort().map((file) => ({ file }));
  }
  const files = Array.isArray(index) ? index : isRecord(index) ? index['files'] : undefined;
  if (isRecord(files)) {
    return Object.entries(files).map(([file, about]) => ({
      ...(isRecord(about) ? about : {}),
      file,
    }));
  }
  return Array.isArray(files) ? files.filter(isRecord) : [];
}

/** A file's content; undefined where there is none that could be looked into. */
function contentOf(dir: string, file: string): unknown {
  const path = join(dir, file);
  if (file === '' || !existsSync(path)) return undefined;
  try {
    return readJson(path);
  } catch {
    return undefined;
  }
}

/** Every file that the index names, with its counts; where it gives none, those of the lists that the file holds. */
export function indexedFiles(dir: string): IndexedFile[] {
  return describedFiles(dir).map((about) => {
    const file = typeof about['file'] === 'string' ? about['file'] : '';
    const counts = Object.entries(recordAt(about, 'counts')).map(([list, count]) => {
      return [list, Number.isSafeInteger(Number(count)) ? Number(count) : 1] as const;
    });
    return { file, counts: counts.length > 0 ? Object.fromEntries(counts) : listsIn(dir, file) };
  });
}

function listsIn(dir: string, file: string): Record<string, number> {
  const content = contentOf(dir, file);
  if (Array.isArray(content)) return { [bareList(content)]: content.length };
  const found = Object.entries(isRecord(content) ? content : {}).flatMap(([name, list]) =>
    Array.isArray(list) && Object.values(SIGNS).some((signs) => signs.includes(name))
      ? [[name, list.length] as const]
      : [],
  );
  return Object.fromEntries(found);
}

function bareList(content: readonly unknown[]): string {
  const [first] = content;
  return isRecord(first) && BARE_SIGNS.some((sign) => sign in first) ? 'issuance' : 'entries';
}

export function formatOf(dir: string): Format | undefined {
  if (attestationEntries(dir) !== undefined) return 'attestation';
  const names = describedFiles(dir).flatMap((file) =>
    typeof file['kind'] === 'string' ? file['kind'].split(/[,\s]+/) : [],
  );
  const lists = indexedFiles(dir).flatMap(({ counts }) => Object.keys(counts));
  const scored = Object.entries(SIGNS)
    .map(([format, signs]) => ({
      format,
      score: [...names, ...lists].filter((name) => signs.includes(name)).length,
    }))
    .sort((a, b) => b.score - a.score);
  const best = scored[0];
  if (best === undefined || best.score === 0) return undefined;
  return isFormat(best.format) ? best.format : undefined;
}

function isFormat(name: string): name is keyof typeof SIGNS {
  return name in SIGNS;
}

/** Entries marked optional, some of them inside `expect`, are not counted: either verdict on them is fine. */
function isCounted(entry: unknown): boolean {
  if (!isRecord(entry)) return true;
  return entry['optional'] !== true && recordAt(entry, 'expect')['optional'] !== true;
}

/** What the index says of a file that cannot be looked into. */
function promised(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0) || 1;
}

/** The lists that the index names and the file holds; other counts speak of parts of entries. */
function countFile(dir: string, { file, counts }: IndexedFile, kind: unknown): number {
  const content = contentOf(dir, file);
  if (content === undefined) return promised(counts);
  if (!isRecord(content)) return Array.isArray(content) ? content.length : 1;
  return [...new Set([...Object.keys(counts), String(kind)])]
    .map((list) => content[list])
    .reduce<number>(
      (sum, list) => sum + (Array.isArray(list) ? list.filter(isCounted).length : 0),
      0,
    );
}

export function countEntries(dir: string): number {
  const entries = attestationEntries(dir);
  if (entries !== undefined) return entries.length;
  const kinds = describedFiles(dir).map((file) => file['kind']);
  return indexedFiles(dir).reduce((sum, file, i) => sum + countFile(dir, file, kinds[i]), 0);
}

/**
 * Whether a count speaks of entries at all: a name that no format knows, of which the file holds no list beside lists
 * that are known, is a figure about entries ("accept", "optional") and not entries of its own.
 */
export function isFigure(
  name: string,
  content: unknown,
  isKnown: (list: string) => boolean,
): boolean {
  if (!isRecord(content) || isKnown(name) || Array.isArray(content[name])) return false;
  return Object.keys(content).some((list) => isKnown(list) && Array.isArray(content[list]));
}
