/**
 * Runs a folder of OpenGradient vectors: canonical requests, their hashes, signed answers, batches, registry rows.
 * Entries marked optional are left out, since either verdict on them is fine. An entry of a kind that nothing here
 * knows counts as failed.
 */
import { join } from 'node:path';
import { isRecord, readRecord, recordAt, type JsonRecord } from '../json.ts';
import { readListTexts } from './list-texts.ts';
import { checkAnswer } from './opengradient-answers.ts';
import { checkBatch } from './opengradient-batches.ts';
import { checkRegistryRow, checkRegistryRowMalformed } from './opengradient-registry.ts';
import { checkCanonical, checkRequestHash } from './opengradient-requests.ts';
import type { Outcome } from './outcome.ts';

/** Returns when the entry holds, throws with the reason when not. `text` is the entry's own JSON text. */
export type Check = (entry: JsonRecord, text: string) => void | Promise<void>;

const CHECKS: Readonly<Record<string, Check>> = {
  canonicalJson: checkCanonical,
  requestHash: checkRequestHash,
  answerSignature: checkAnswer,
  batchTree: checkBatch,
  registryRow: checkRegistryRow,
  registryRowMalformed: checkRegistryRowMalformed,
};

async function outcomeOf(check: Check | undefined, id: string, text: string): Promise<Outcome> {
  try {
    const entry: unknown = JSON.parse(text);
    if (check === undefined) throw new Error('a kind that is not known');
    if (!isRecord(entry)) throw new Error('not an object');
    await check(entry, text);
    return { id, ok: true };
  } catch (error) {
    return { id, ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

function isOptional(text: string): boolean {
  const entry: unknown = JSON.parse(text);
  return isRecord(entry) && entry['optional'] === true;
}

/** An answer carries its mark inside `expect`. */
function isOptionalAnswer(text: string): boolean {
  const entry: unknown = JSON.parse(text);
  return isRecord(entry) && recordAt(entry, 'expect')['optional'] === true;
}

async function runFile(dir: string, name: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [kind, entries] of readListTexts(join(dir, name))) {
    const counted = entries.filter((text) => !isOptional(text) && !isOptionalAnswer(text));
    for (const [index, text] of counted.entries()) {
      const entry: unknown = JSON.parse(text);
      const given = isRecord(entry) ? entry['id'] : undefined;
      const id = `${kind} ${typeof given === 'string' ? given : `#${String(index)}`}`;
      outcomes.push(await outcomeOf(CHECKS[kind], id, text));
    }
  }
  return outcomes;
}

export async function runOpengradient(dir: string): Promise<Outcome[]> {
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
