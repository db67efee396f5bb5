/**
 * Runs a folder of Privacy Pass vectors. Files hold bare lists, so an entry is told by its fields; what cannot be told
 * counts as failed.
 */
import { join } from 'node:path';
import { isRecord, readJson, readRecord, type JsonRecord } from '../json.ts';
import { outcomeOf, recordsAt, textAt, type Check } from './entry.ts';
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
];

function checkFor(entry: unknown): Check | undefined {
  if (!isRecord(entry)) return undefined;
  return BY_FIELD.find(([field]) => field in entry)?.[1];
}

/** Negatives of issuance stand against one entry of another file: "rfc9578-blind-rsa.json entry 0". */
function baseOf(dir: string, content: JsonRecord): JsonRecord {
  const [, file = '', index = ''] = /^(\S+) entry (\d+)$/.exec(textAt(content, 'base')) ?? [];
  const list = readJson(join(dir, file));
  const base: unknown = Array.isArray(list) ? list[Number(index)] : undefined;
  if (!isRecord(base)) throw new Error('base entry is missing');
  return base;
}

async function runNegatives(dir: string, content: JsonRecord): Promise<Outcome[]> {
  const base = baseOf(dir, content);
  const outcomes: Outcome[] = [];
  for (const [list, check] of [
    ['responses', responseCheck(base)],
    ['requests', requestCheck(base)],
  ] as const) {
    if (!(list in content)) continue;
    for (const entry of recordsAt(content, list)) {
      const id = `${list}: ${textAt(entry, 'mutation')}`;
      outcomes.push(await outcomeOf(check, entry, id));
    }
  }
  return outcomes;
}

async function runFile(dir: string, name: string): Promise<Outcome[]> {
  const content = readJson(join(dir, name));
  if (isRecord(content)) return runNegatives(dir, content);
  if (!Array.isArray(content)) throw new Error('neither a list nor an object');
  const outcomes: Outcome[] = [];
  for (const [index, entry] of content.entries()) {
    if (isRecord(entry) && entry['optional'] === true) continue;
    outcomes.push(await outcomeOf(checkFor(entry), entry, `${name} #${String(index)}`));
  }
  return outcomes;
}

export async function runPrivacypass(dir: string): Promise<Outcome[]> {
  const { files } = readRecord(join(dir, 'index.json'));
  if (!Array.isArray(files)) throw new Error('index.json lists no files');
  const outcomes: Outcome[] = [];
  for (const file of files.filter(isRecord)) {
    const name = String(file['file']);
    try {
      outcomes.push(...(await runFile(dir, name)));
    } catch (error) {
      outcomes.push({ id: name, ok: false, why: String(error) });
    }
  }
  return outcomes;
}
