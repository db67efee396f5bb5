/**
 * What is still to be looked for in a log, what was found, and what this device last believed of each log. Kept so
 * that a worker may die between any two looks. Must never hold the leaf secret or a word of the ask.
 */
import type { Bytes } from '../bytes/index.ts';
import { count, list, nullable, oneOf, record, text, type Parsed } from '../shape/index.ts';
import { alarmsAfter, writeAlarms } from './alarms.ts';
import type { Database, Handle } from './database.ts';
import type { KeptAsk, KeptStates } from './proof.ts';
import { mustContinue, nextEntries } from './journal.ts';
import { isKeyLeaf } from './key-leaf.ts';
import { askRecord, byteString, known, type AskRecord } from './records.ts';

const MAX_NOTE_BYTES = 262_144;
const decimal = text(20, /^(0|[1-9][0-9]{0,18})$/);

const settlementProof = record({
  index: decimal,
  hashes: list(byteString(32), 64),
  checkpoint: byteString(MAX_NOTE_BYTES),
});

export const settlementRecord = record({
  id: text(64),
  logId: text(4000),
  relayUrl: text(500),
  gatewayName: text(64),
  entry: byteString(32),
  searchedTo: decimal,
  deadlineMs: count(),
  state: oneOf('waiting', 'late', 'settled', 'missing', 'not-found', 'split-view'),
  /** 1 while there is a reason to look again; a number because only these can be indexed. */
  isOpen: oneOf(0, 1),
  proof: nullable(settlementProof),
});
export type SettlementRecord = Parsed<typeof settlementRecord>;

export const logRecord = record(
  {
    id: text(4000),
    origin: text(1024),
    verifierKey: text(1024),
    /** The last trusted checkpoint, verbatim. */
    held: nullable(byteString(MAX_NOTE_BYTES)),
    /** Its size: where a receipt of now is looked for from. */
    heldSize: decimal,
    /** Two signed checkpoints that contradict each other: this log is not believed again. */
    split: nullable(list(byteString(MAX_NOTE_BYTES), 2)),
    /** Looks in a row that left something open. */
    looks: count(),
    nextLookMs: count(),
  },
  {
    /** What shows the contradiction of two trees of different sizes to anybody. */
    splitHashes: list(byteString(32), 70),
  },
);
export type LogRecord = Parsed<typeof logRecord>;

/** What keeping an ask says about its settlement. */
export interface Watch {
  relayUrl: string;
  gatewayName: string;
  origin: string;
  verifierKey: string;
  /** The 32 bytes that the gateway hands to the log. */
  entry: Bytes;
  deadlineMs: number;
  /** Where the search begins, when it is not where the log was last looked at. */
  searchedTo?: string;
}

/** One log with everything that is looked for in it over one relay. */
export interface OpenLog {
  readonly log: LogRecord;
  readonly leaves: readonly SettlementRecord[];
}

/** What one look has shown. */
export interface Look {
  readonly atMs: number;
  readonly log: LogRecord;
  readonly leaves: readonly SettlementRecord[];
  /** By leaf; null takes an earlier alarm back. */
  readonly errors: ReadonlyMap<string, KeptAsk['error']>;
}

export function logIdOf(origin: string, verifierKey: string): string {
  return `${origin}\n${verifierKey}`;
}

export function settlementStateOf({ state }: SettlementRecord): KeptStates['settlement'] {
  if (state === 'settled') return 'holds';
  if (state === 'not-found') return 'not-found';
  return state === 'waiting' ? 'pending' : 'fails';
}

/** A new watch; leaves before what the log held at this time are known to be others. */
export function newSettlement(id: string, watch: Watch, searchedTo: string): SettlementRecord {
  const { relayUrl, gatewayName, entry, deadlineMs } = watch;
  const logId = logIdOf(watch.origin, watch.verifierKey);
  const place = { id, logId, relayUrl, gatewayName, entry, deadlineMs };
  return {
    ...place,
    searchedTo: watch.searchedTo ?? searchedTo,
    state: 'waiting',
    isOpen: 1,
    proof: null,
  };
}

export function newLog({ origin, verifierKey }: Watch): LogRecord {
  const id = logIdOf(origin, verifierKey);
  return {
    id,
    origin,
    verifierKey,
    held: null,
    heldSize: '0',
    split: null,
    looks: 0,
    nextLookMs: 0,
  };
}

export async function openLogs(database: Database): Promise<OpenLog[]> {
  return database.use(async (handle) => {
    const transaction = handle.transaction(['settlements', 'logs']);
    const stored = await transaction.objectStore('settlements').index('by-open').getAll(1);
    const leaves = stored.map((value) => known(settlementRecord, value));
    const logs: OpenLog[] = [];
    for (const logId of new Set(leaves.map((leaf) => leaf.logId))) {
      const group = leaves.filter((leaf) => leaf.logId === logId);
      const log = known(logRecord, await transaction.objectStore('logs').get(logId));
      logs.push({ log, leaves: group });
    }
    return logs;
  });
}

/** Sets when a log is looked at next, and nothing else: what a look has shown meanwhile stays. */
export function planLook(database: Database, { id, nextLookMs }: LogRecord): Promise<void> {
  return database.write(['logs'], async (transaction) => {
    const logs = transaction.objectStore('logs');
    const stored = await logs.get(id);
    if (stored !== undefined) await logs.put({ ...known(logRecord, stored), nextLookMs });
  });
}

/** Writes down a look: the log, its leaves and the asks they belong to, all or nothing. */
export function noteLook(database: Database, look: Look): Promise<void> {
  return database.exclusive(async () => {
    const changes: { ask: AskRecord; leaf: SettlementRecord; proof: unknown }[] = [];
    const keys = look.leaves.filter(isKeyLeaf);
    for (const leaf of look.leaves) {
      const { ask: stored, proof } = await askAndProof(database, leaf.id);
      // Forgotten while the look was under way: it stays forgotten.
      if (stored === undefined) continue;
      const ask = known(askRecord, stored);
      const states = { ...ask.states, settlement: settlementStateOf(leaf) };
      const error = look.errors.get(leaf.id);
      changes.push({
        ask: { ...ask, states, error: error === undefined ? ask.error : error },
        leaf,
        proof,
      });
    }
    const notes = changes.map(({ ask, leaf, proof }) => {
      return { kind: 'kept' as const, id: leaf.id, records: [ask, proof, leaf] };
    });
    const entries = await nextEntries(database, notes);
    const stores = ['settlements', 'logs', 'asks', 'journal', 'alarms'] as const;
    const alarms = alarmsAfter(look, new Set(changes.map(({ leaf }) => leaf.id)));
    await database.write([...stores], async (transaction) => {
      await mustContinue(transaction.objectStore('journal'), entries);
      await writeAlarms(transaction.objectStore('alarms'), alarms);
      const writes: Promise<unknown>[] = [transaction.objectStore('logs').put(look.log)];
      for (const leaf of keys) writes.push(transaction.objectStore('settlements').put(leaf));
      for (const { ask, leaf } of changes) {
        writes.push(transaction.objectStore('asks').put(ask));
        writes.push(transaction.objectStore('settlements').put(leaf));
      }
      for (const entry of entries) writes.push(transaction.objectStore('journal').put(entry));
      await Promise.all(writes);
    });
  });
}

/** What is believed of each log, and what it was caught at. */
export async function logsOf(database: Database): Promise<LogRecord[]> {
  const stored = await database.use((handle) => handle.getAll('logs'));
  return stored.map((value) => known(logRecord, value));
}

function askAndProof(database: Database, id: string): Promise<{ ask: unknown; proof: unknown }> {
  return database.use(async (handle) => {
    const transaction = handle.transaction(['asks', 'proofs']);
    const ask = await transaction.objectStore('asks').get(id);
    return { ask, proof: await transaction.objectStore('proofs').get(id) };
  });
}

export async function settlementOf(handle: Handle, id: string): Promise<SettlementRecord | null> {
  const stored = await handle.get('settlements', id);
  return stored === undefined ? null : known(settlementRecord, stored);
}
