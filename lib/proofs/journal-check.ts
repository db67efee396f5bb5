/**
 * Holds every record against the journal, and the journal against itself. Reads beside a worker that may be writing:
 * what changed meanwhile is looked at again, so that a record on its way is not taken for a tampered one.
 */
import { list, oneOf, record, text } from '../shape/index.ts';
import type { Database } from './database.ts';
import {
  ADOPTED,
  afterAdopted,
  digestOf,
  entryRecord,
  hashOf,
  lastEntry,
  type JournalEntry,
} from './journal.ts';
import { known } from './records.ts';

const adoptedRecord = record({ number: oneOf(ADOPTED), ids: list(text(64), 10_000_000) });

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

const MAX_TURNS = 5;

/** Reads the whole journal and holds every record against it. */
export async function checkJournal(database: Database): Promise<JournalReport> {
  for (let turn = 1; ; turn++) {
    const report = await checkOnce(database);
    const last = await database.use(lastEntry);
    if ((last?.number ?? 0) === report.last || turn === MAX_TURNS) return report.found;
  }
}

async function checkOnce(database: Database): Promise<{ found: JournalReport; last: number }> {
  const stored = await database.use((handle) => handle.getAll('journal', afterAdopted()));
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
  return {
    found: { entries: stored.length, breaks, forgotten, ...found },
    last: previous?.number ?? 0,
  };
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
