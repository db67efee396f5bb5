/**
 * Alarms: what a log has done, or failed to do, that a person must hear of. Written in the transaction of the look that
 * found it, and kept over every restart until somebody has looked. What turned out well afterwards says so and goes once
 * it was seen; a log that contradicted itself stays. Must never hold a word of an ask.
 */
import { count, flag, nullable, oneOf, record, text, type Parsed } from '../shape/index.ts';
import type { Database } from './database.ts';
import { isKeyLeaf } from './key-leaf.ts';
import { known } from './records.ts';
import type { Look, SettlementRecord } from './settlements.ts';

const alarmRecord = record({
  id: text(4100),
  code: oneOf(
    'log-split-view',
    'settlement-late',
    'settlement-missing',
    'key-log-late',
    'key-not-logged',
  ),
  atMs: count(),
  /** Null where it is about the log or a key, and not about one ask. */
  askId: nullable(text(64)),
  logId: text(4000),
  /** It has turned out well since. */
  isOver: flag,
  isSeen: flag,
});
export type AlarmRecord = Parsed<typeof alarmRecord>;

/** What a look says: alarms that stand, and by id what no longer does. */
export interface Alarms {
  readonly raised: readonly AlarmRecord[];
  readonly over: readonly string[];
}

/** @param kept The asks that are still kept: of what was forgotten nobody is told any more. */
export function alarmsAfter({ atMs, log, leaves }: Look, kept: ReadonlySet<string>): Alarms {
  const base = { atMs, logId: log.id, isOver: false, isSeen: false };
  const raised: AlarmRecord[] = [];
  const over: string[] = [];
  if (log.split !== null) {
    raised.push({ ...base, id: `log/${log.id}`, code: 'log-split-view', askId: null });
  }
  for (const leaf of leaves) {
    const id = alarmIdOf(leaf.id);
    const code = codeOf(leaf);
    const isKey = isKeyLeaf(leaf);
    // The log's own alarm speaks for all that was looked for in it.
    const isSpokenFor = leaf.state === 'split-view';
    if (isSpokenFor || (!isKey && !kept.has(leaf.id))) continue;
    if (code === null) over.push(id);
    else raised.push({ ...base, id, code, askId: isKey ? null : leaf.id });
  }
  return { raised, over };
}

/** Of one leaf: an ask's, or a key's. */
export function alarmIdOf(leafId: string): string {
  return `leaf/${leafId}`;
}

function codeOf(leaf: SettlementRecord): AlarmRecord['code'] | null {
  const isKey = isKeyLeaf(leaf);
  switch (leaf.state) {
    case 'late':
      return isKey ? 'key-log-late' : 'settlement-late';
    case 'missing':
      return isKey ? 'key-not-logged' : 'settlement-missing';
    default:
      return null;
  }
}

interface AlarmStore {
  get(id: string): Promise<unknown>;
  put(value: AlarmRecord): Promise<unknown>;
  delete(id: string): Promise<void>;
}

/** An alarm that still says the same is not raised anew; one that says something worse is. */
export async function writeAlarms(store: AlarmStore, { raised, over }: Alarms): Promise<void> {
  for (const alarm of raised) {
    const before = await alarmIn(store, alarm.id);
    if (before?.code !== alarm.code) await store.put(alarm);
    else if (before.isOver) await store.put({ ...before, isOver: false });
  }
  for (const id of over) {
    const before = await alarmIn(store, id);
    if (before?.isSeen === true) await store.delete(id);
    else if (before !== undefined) await store.put({ ...before, isOver: true });
  }
}

async function alarmIn(store: AlarmStore, id: string): Promise<AlarmRecord | undefined> {
  const stored = await store.get(id);
  return stored === undefined ? undefined : known(alarmRecord, stored);
}

const MOST = 1000;

/** All of them, newest first. */
export async function alarmsOf(database: Database): Promise<AlarmRecord[]> {
  const stored = await database.use((handle) => handle.getAll('alarms', null, MOST));
  return stored.map((value) => known(alarmRecord, value)).sort((a, b) => b.atMs - a.atMs);
}

/** The person has looked at these. */
export function seeAlarms(database: Database, ids: readonly string[]): Promise<void> {
  return database.write(['alarms'], async (transaction) => {
    const store = transaction.objectStore('alarms');
    for (const id of ids) {
      const alarm = await alarmIn(store, id);
      if (alarm?.isOver === true) await store.delete(id);
      else if (alarm !== undefined) await store.put({ ...alarm, isSeen: true });
    }
  });
}
