/** What the checks of vectors share: fields of an entry under their types, and the outcome of one check. */
import { isRecord, type JsonRecord } from '../json.ts';
import type { Outcome } from './outcome.ts';

/** Returns when the entry holds, throws with the reason when not. */
export type Check = (entry: JsonRecord) => void | Promise<void>;

export async function outcomeOf(
  check: Check | undefined,
  entry: unknown,
  fallbackId: string,
): Promise<Outcome> {
  const given = isRecord(entry) ? entry['id'] : undefined;
  const id = typeof given === 'string' ? given : fallbackId;
  try {
    if (check === undefined) throw new Error('of a kind that is not known');
    if (!isRecord(entry)) throw new Error('not an object');
    await check(entry);
    return { id, ok: true };
  } catch (error) {
    return { id, ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

export function textAt(entry: JsonRecord, name: string): string {
  const value = entry[name];
  if (typeof value !== 'string') throw new Error(`${name} is not text`);
  return value;
}

export function listAt(entry: JsonRecord, name: string): unknown[] {
  const value = entry[name];
  if (!Array.isArray(value)) throw new Error(`${name} is not a list`);
  return value;
}

export function recordsAt(entry: JsonRecord, name: string): JsonRecord[] {
  const list = listAt(entry, name);
  const records = list.filter(isRecord);
  if (records.length !== list.length) throw new Error(`${name} holds something else than objects`);
  return records;
}

/** What `run` throws, or undefined where it returns. */
export async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error ?? new Error('something empty');
  }
}
