/**
 * Runs a folder of OpenGradient vectors: canonical requests, their hashes, signed answers, batches, registry rows.
 * Entries marked optional are left out, since either verdict on them is fine. An entry of a kind that nothing here
 * knows counts as failed.
 */
import { join } from 'node:path';
import { isRecord, readRecord, recordAt, type JsonRecord } from '../json.ts';
import { checkAnswer } from './opengradient-answers.ts';
import { checkBatch } from './opengradient-batches.ts';
import { checkRegistryRow, checkRegistryRowMalformed } from './opengradient-registry.ts';
import { checkCanonical, checkRequestHash } from './opengradient-requests.ts';
import { outcomeOf, type Check } from './entry.ts';
import { indexedFiles } from './index-file.ts';
import type { Outcome } from './outcome.ts';

const CHECKS: Readonly<Record<string, Check>> = {
  canonicalJson: checkCanonical,
  requestHash: checkRequestHash,
  answerSignature: checkAnswer,
  batchTree: checkBatch,
  registryRow: checkRegistryRow,
  registryRowMalformed: checkRegistryRowMalformed,
};

/** An answer carries its mark inside `expect`. */
function isOptional(entry: unknown): boolean {
  if (!isRecord(entry)) return false;
  return entry['optional'] === true || recordAt(entry, 'expect')['optional'] === true;
}

async function runFile(content: JsonRecord): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [kind, entries] of Object.entries(content)) {
    if (!Array.isArray(entries)) continue;
    const check = Object.hasOwn(CHECKS, kind) ? CHECKS[kind] : undefined;
    // Words about the file, such as the documents that it follows, are no entries.
    if (check === undefined && !entries.some(isRecord)) continue;
    for (const [index, entry] of entries.entries()) {
      if (isOptional(entry)) continue;
      outcomes.push(await outcomeOf(check, entry, `${kind} #${String(index)}`));
    }
  }
  return outcomes;
}

export async function runOpengradient(dir: string): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { file } of indexedFiles(dir)) {
    try {
      outcomes.push(...(await runFile(readRecord(join(dir, file)))));
    } catch (error) {
      outcomes.push({ id: file, ok: false, why: String(error) });
    }
  }
  return outcomes;
}
