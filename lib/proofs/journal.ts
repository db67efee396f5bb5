/**
 * The hash-chained journal: one entry for every time a record was written or forgotten, each holding the hash of the
 * one before, so that a record that was removed, altered or slipped in behind our back is noticed and shown. Forgetting
 * leaves a tombstone: that something was there, never what. Does not guard against a copy of the whole database that is
 * put back: that is a true state of another day. Must never hold a word of an ask, nor a digest of one in the clear:
 * what it digests are the sealed records.
 *
 *   hash = SHA-256("sotto journal v1" 00 || JSON [number, kind, id, digest, previous])
 */
import { toBase64Url, toHex, utf8 } from '../bytes/index.ts';
import { count, oneOf, record, text, type Parsed } from '../shape/index.ts';
import { WrittenMeanwhile, type Database, type Handle } from './database.ts';
import { known } from './records.ts';

const hash = text(64, /^([0-9a-f]{64})?$/);

export const entryRecord = record({
  number: count(),
  kind: oneOf('kept', 'forgotten'),
  id: text(64),
  digestHex: hash,
  previousHex: hash,
  hashHex: hash,
});
export type JournalEntry = Parsed<typeof entryRecord>;

/** Under this number: the ids of what was kept before there was a journal. */
export const ADOPTED = 0;

/** Where a page remembers, apart from the database, how many entries it has seen. */
export const ENTRIES_SEEN_KEY = 'journal-entries-seen';

export function afterAdopted(): IDBKeyRange {
  return IDBKeyRange.lowerBound(ADOPTED, true);
}

/** What is to be written down, in order. */
export interface JournalNote {
  readonly kind: JournalEntry['kind'];
  readonly id: string;
  /** The records as they will be stored; none for a tombstone. */
  readonly records: readonly unknown[];
}

/** The entries that continue the journal; to be put in the transaction that writes the records themselves. */
export async function nextEntries(
  database: Database,
  notes: readonly JournalNote[],
): Promise<JournalEntry[]> {
  let last = await database.use(lastEntry);
  const entries: JournalEntry[] = [];
  for (const { kind, id, records } of notes) {
    const digestHex = kind === 'kept' ? await digestOf(records) : '';
    const body = {
      number: (last?.number ?? 0) + 1,
      kind,
      id,
      digestHex,
      previousHex: last?.hashHex ?? '',
    };
    last = { ...body, hashHex: await hashOf(body) };
    entries.push(last);
  }
  return entries;
}

/**
 * To be awaited first in the transaction that writes the entries. Pages and the worker write on their own: one of them
 * may have written since the entries were made, and then everything is made again (Database.exclusive).
 */
export async function mustContinue(
  store: { getAllKeys(range: IDBKeyRange): Promise<number[]> },
  entries: readonly JournalEntry[],
): Promise<void> {
  const [first] = entries;
  if (first === undefined) return;
  const taken = await store.getAllKeys(IDBKeyRange.lowerBound(first.number));
  if (taken.length > 0) throw new WrittenMeanwhile();
}

/** The last entry; what was read under the same last entry still holds. */
export async function lastEntry(handle: Handle): Promise<JournalEntry | undefined> {
  const cursor = await handle.transaction('journal').store.openCursor(afterAdopted(), 'prev');
  return cursor === null ? undefined : known(entryRecord, cursor.value);
}

export async function hashOf(entry: Omit<JournalEntry, 'hashHex'>): Promise<string> {
  const { number, kind, id, digestHex, previousHex } = entry;
  const body = JSON.stringify([number, kind, id, digestHex, previousHex]);
  return sha256Hex(`sotto journal v1\0${body}`);
}

export function digestOf(records: readonly unknown[]): Promise<string> {
  return sha256Hex(
    JSON.stringify(
      records.map((one) => one ?? null),
      sorted,
    ),
  );
}

/** Byte strings as text and keys in one order, so that a record digests alike before and after it was stored. */
function sorted(_key: string, value: unknown): unknown {
  // By tag and not by class, as everywhere where structured clones come in.
  if (ArrayBuffer.isView(value)) {
    return toBase64Url(new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice());
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function sha256Hex(words: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', utf8(words))));
}
