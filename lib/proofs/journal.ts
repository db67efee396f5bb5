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
import { count, list, oneOf, record, text, type Parsed } from '../shape/index.ts';
import type { Database, Handle } from './database.ts';
import { known } from './records.ts';

const hash = text(64, /^([0-9a-f]{64})?$/);

const entryRecord = record({
  number: count(),
  kind: oneOf('kept', 'forgotten'),
  id: text(64),
  digestHex: hash,
  previousHex: hash,
  hashHex: hash,
});
export type JournalEntry = Parsed<typeof entryRecord>;

/** Under this number: the ids of what was kept before there was a journal. */
const ADOPTED = 0;
const adoptedRecord = record({ number: oneOf(ADOPTED), ids: list(text(64), 10_000_000) });

/** What is to be written down, in order. */
export interface JournalNote {
  readonly kind: JournalEntry['kind'];
  readonly id: string;
  /** The records as they will be stored; none for a tombstone. */
  readonly records: readonly unknown[];
}

/** How the records compare with the journal. Ids, so that the list can mark them. */
export interface JournalReport {
  readonly entries: number;
  /** Entry numbers at which the chain itself is broken or has a gap. */
  readonly breaks: number[];
  readonly altered: string[];
  readonly removed: string[];
  /** Records that no entry speaks of. */
  readonly unrecorded: string[];
  readonly forgotten: number;
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

async function lastEntry(handle: Handle): Promise<JournalEntry | undefined> {
  const after = IDBKeyRange.lowerBound(ADOPTED, true);
  const cursor = await handle.transaction('journal').store.openCursor(after, 'prev');
  return cursor === null ? undefined : known(entryRecord, cursor.value);
}

/** Reads the whole journal and holds every record against it. */
export async function checkJournal(database: Database): Promise<JournalReport> {
  const after = IDBKeyRange.lowerBound(ADOPTED, true);
  const stored = await database.use((handle) => handle.getAll('journal', after));
  const breaks: number[] = [];
  const latest = new Map<string, JournalEntry>();
  let previous: JournalEntry | undefined;
  for (const value of stored) {
    const entry = known(entryRecord, value);
    const follows =
      entry.number === (previous?.number ?? 0) + 1 &&
      entry.previousHex === (previous?.hashHex ?? '');
    if (!follows || entry.hashHex !== (await hashOf(entry))) breaks.push(entry.number);
    latest.set(entry.id, entry);
    previous = entry;
  }
  const found = await compare(database, latest);
  const forgotten = [...latest.values()].filter(({ kind }) => kind === 'forgotten').length;
  return { entries: stored.length, breaks, forgotten, ...found };
}

async function compare(
  database: Database,
  latest: ReadonlyMap<string, JournalEntry>,
): Promise<Pick<JournalReport, 'altered' | 'removed' | 'unrecorded'>> {
  const ids = await database.use((handle) => handle.getAllKeys('asks'));
  const present = new Set(ids);
  const adopted = await adoptedIds(database);
  const altered: string[] = [];
  const unrecorded: string[] = [];
  for (const id of ids) {
    const entry = latest.get(id);
    if (entry === undefined && adopted.has(id)) continue;
    if (entry?.kind !== 'kept') unrecorded.push(id);
    else if (entry.digestHex !== (await digestOf(await recordsOf(database, id)))) altered.push(id);
  }
  const removed = [...latest.values()]
    .filter(({ kind, id }) => kind === 'kept' && !present.has(id))
    .map(({ id }) => id);
  return { altered, removed, unrecorded };
}

async function adoptedIds(database: Database): Promise<ReadonlySet<string>> {
  const stored = await database.use((handle) => handle.get('journal', ADOPTED));
  return new Set(stored === undefined ? [] : known(adoptedRecord, stored).ids);
}

/** What the journal speaks for, in the order in which it is digested. */
function recordsOf(database: Database, id: string): Promise<unknown[]> {
  return database.use(async (handle) => {
    const transaction = handle.transaction(['asks', 'proofs', 'settlements']);
    return Promise.all([
      transaction.objectStore('asks').get(id),
      transaction.objectStore('proofs').get(id),
      transaction.objectStore('settlements').get(id),
    ]);
  });
}

async function hashOf(entry: Omit<JournalEntry, 'hashHex'>): Promise<string> {
  const { number, kind, id, digestHex, previousHex } = entry;
  const body = JSON.stringify([number, kind, id, digestHex, previousHex]);
  return sha256Hex(`sotto journal v1\0${body}`);
}

function digestOf(records: readonly unknown[]): Promise<string> {
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
