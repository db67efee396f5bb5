/**
 * Runs a folder of Privacy Pass vectors. Files hold bare lists, so an entry is told by its fields; what cannot be told
 * counts as failed.
 */
import { join } from 'node:path';
import { isRecord, readJson, type JsonRecord } from '../json.ts';
import { outcomeOf, textAt, type Check } from './entry.ts';
import { indexedFiles } from './index-file.ts';
import type { Outcome } from './outcome.ts';
import { checkBatch } from './privacypass-batches.ts';
import { checkAuthenticatorInput, checkHeader, checkRedemption } from './privacypass-http.ts';
import {
  checkBlindRsa,
  checkIssuance,
  requestCheck,
  responseCheck,
} from './privacypass-issuance.ts';

const BY_FIELD: readonly (readonly [field: string, check: Check])[] = [
  ['token_authenticator_input', checkAuthenticatorInput],
  ['WWW-Authenticate', checkHeader],
  ['issuance', checkBatch],
  ['encoded_msg', checkBlindRsa],
  ['blinded_msg', checkBlindRsa],
  ['refusedAt', checkRedemption],
  ['skS', checkIssuance],
  ['token', checkRedemption],
];

function checkFor(entry: unknown): Check | undefined {
  if (!isRecord(entry)) return undefined;
  return BY_FIELD.find(([field]) => field in entry)?.[1];
}

/** Negatives of issuance stand against one entry of another file ("rfc9578-blind-rsa.json entry 0"), or bring it. */
function baseOf(dir: string, content: JsonRecord): JsonRecord {
  if (isRecord(content['base'])) return content['base'];
  const [, file = '', index = '0'] =
    /^(.+?\.json)(?:\D+(\d+))?$/.exec(textAt(content, 'base')) ?? [];
  const list = readJson(join(dir, file));
  const base: unknown = Array.isArray(list) ? list[Number(index)] : undefined;
  if (!isRecord(base)) throw new Error('base entry is missing');
  return base;
}

function checksOf(dir: string, content: JsonRecord): (list: string, entry: unknown) => Check {
  if (!('base' in content)) return (_list, entry) => checkFor(entry) ?? unknownEntry;
  const base = baseOf(dir, content);
  const checks: Readonly<Record<string, Check>> = {
    responses: responseCheck(base),
    requests: requestCheck(base),
  };
  return (list, entry) => checks[list] ?? checkFor(entry) ?? unknownEntry;
}

function unknownEntry(): never {
  throw new Error('of a kind that is not known');
}

/** A file is one bare list, or an object with lists by name. */
function listsOf(content: unknown): [name: string, entries: readonly unknown[]][] {
  if (Array.isArray(content)) return [['', content]];
  if (!isRecord(content)) throw new Error('neither a list nor an object');
  return Object.entries(content).flatMap(([name, list]) =>
    Array.isArray(list) && list.some(isRecord) ? [[name, list] as const] : [],
  );
}

async function runFile(dir: string, name: string): Promise<Outcome[]> {
  const content = readJson(join(dir, name));
  const checkOf = checksOf(dir, isRecord(content) ? content : {});
  const outcomes: Outcome[] = [];
  for (const [list, entries] of listsOf(content)) {
    for (const [index, entry] of entries.entries()) {
      if (isRecord(entry) && entry['optional'] === true) continue;
      const what = isRecord(entry) ? entry['mutation'] : undefined;
      const about = typeof what === 'string' ? `: ${what}` : '';
      const id = `${name} ${list}#${String(index)}${about}`;
      outcomes.push(await outcomeOf(checkOf(list, entry), entry, id));
    }
  }
  return outcomes;
}

export async function runPrivacypass(dir: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { file } of indexedFiles(dir)) {
    try {
      outcomes.push(...(await runFile(dir, file)));
    } catch (error) {
      outcomes.push({ id: file, ok: false, why: String(error) });
    }
  }
  return outcomes;
}
