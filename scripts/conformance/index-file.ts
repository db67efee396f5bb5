/**
 * Reads the index.json of a folder of vectors: which format the folder has, and how many entries it
 * promises. The count is a floor that a run is held to; it must never be lower because of an odd file.
 */
import { existsSync } from 'node:fs';
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
    ...['roots', 'sizes', 'formatOnly'],
  ],
  opengradient: [
    ...['canonicalJson', 'requestHash', 'answerSignature', 'batchTree', 'registryRow'],
    ...['registryRowMalformed', 'badDumps'],
  ],
  privacypass: [
    ...['issuance', 'authenticatorInput', 'header', 'blindRsa', 'batch', 'token', 'responses'],
  ],
};

function filesOf(index: unknown): JsonRecord[] {
  const files = isRecord(index) ? index['files'] : undefined;
  return Array.isArray(files) ? files.filter(isRecord) : [];
}

function namesOf(index: unknown): string[] {
  return filesOf(index).flatMap((file) => [
    ...Object.keys(recordAt(file, 'counts')),
    ...(typeof file['kind'] === 'string' ? [file['kind']] : []),
  ]);
}

export function formatOf(dir: string): Format | undefined {
  const index = readJson(join(dir, 'index.json'));
  if (Array.isArray(index)) return 'attestation';
  const names = namesOf(index);
  const scored = Object.entries(SIGNS)
    .map(([format, signs]) => ({
      format,
      score: names.filter((name) => signs.includes(name)).length,
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
function promised(file: JsonRecord): number {
  const counts = Object.values(recordAt(file, 'counts'));
  return (
    counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 1), 0) || 1
  );
}

/** The lists that the index names and the file holds; other counts speak of parts of entries. */
function countFile(dir: string, file: JsonRecord): number {
  const name = file['file'];
  if (typeof name !== 'string' || !existsSync(join(dir, name))) return promised(file);
  const content = readJson(join(dir, name));
  if (!isRecord(content)) return Array.isArray(content) ? content.length : 1;
  const kind = file['kind'];
  const lists = new Set([...Object.keys(recordAt(file, 'counts')), String(kind)]);
  return [...lists]
    .map((list) => content[list])
    .reduce<number>(
      (sum, list) => sum + (Array.isArray(list) ? list.filter(isCounted).length : 0),
      0,
    );
}

export function countEntries(dir: string): number {
  const index = readJson(join(dir, 'index.json'));
  if (Array.isArray(index)) return index.length;
  return filesOf(index).reduce((sum, file) => sum + countFile(dir, file), 0);
}
