/**
 * The store of asks and proofs as the rest of the product uses it: the only IndexedDB. It has two sides, so that each
 * context carries its own alone: the worker keeps, the pages read.
 * Must never be opened before it is needed: Firefox's private windows have none.
 */
import type { Bytes } from '../bytes/index.ts';
import { alarmsOf, seeAlarms, type AlarmRecord } from './alarms.ts';
import { amendAsk, type Amendment } from './amend.ts';
import { Database } from './database.ts';
import { keepSealed, readSealed } from './drafts.ts';
import { forgetAsks } from './forget.ts';
import { keepAsk } from './keep.ts';
import { keyLeaves, watchKey } from './key-log.ts';
import { lockOf, sessionSeal, type Lock } from './lock-state.ts';
import type { KeptAsk } from './proof.ts';
import {
  noteLook,
  openLogs,
  planLook,
  type LogRecord,
  type Look,
  type OpenLog,
  type SettlementRecord,
  type Watch,
} from './settlements.ts';
import {
  noteSighting,
  sightingsAt,
  type Seen,
  type Sighting,
  type SightingHistory,
} from './seen.ts';
import { readTurn, type KeptTurn } from './turn.ts';
import { Vault, type Random } from './vault.ts';
import { findVaultKey, type KeySession } from './vault-key.ts';

/** The worker's side: the only one that writes. */
export interface ProofKeeper {
  /** With a watch, the receipt is looked for in the log from now on. */
  keep(kept: KeptAsk, watch?: Watch): Promise<void>;
  /** Brings what was kept of an ask up to what had arrived. Throws ProofsError 'proof-unknown'. */
  /** Resolves with the states as they are kept. */
  amend(id: string, amendment: Amendment): Promise<KeptAsk['states']>;
  forget(...ids: readonly string[]): Promise<void>;
  /** The logs in which something is still looked for. */
  openLogs(): Promise<OpenLog[]>;
  planLook(log: LogRecord): Promise<void>;
  noteLook(look: Look): Promise<void>;
  /** What the person must hear of, seen or not, newest first. */
  alarms(): Promise<AlarmRecord[]>;
  seeAlarms(ids: readonly string[]): Promise<void>;
  /** Of everything kept up to this time, oldest first. */
  ids(untilMs?: number): Promise<string[]>;
  noteSighting(sighting: Sighting, nowMs: number): Promise<SightingHistory>;
  /** The ledger of what was met at a gateway, most recent first. */
  sightingsAt(gateway: string, kind: Sighting['kind']): Promise<Seen[]>;
  /** Looks for a key configuration's entry from now on; true when that is new. */
  watchKey(watch: Watch, searchedTo: number): Promise<boolean>;
  /** What was found of these entries, by leaf id. */
  keyLeaves(entries: readonly Bytes[]): Promise<Map<string, SettlementRecord['state']>>;
  /** Keeps a draft sealed; undefined forgets it. */
  keepDraft(draft: unknown): Promise<void>;
  /** The kept draft, still to be parsed, or undefined. */
  draft(): Promise<unknown>;
  /** The same of follow-ups. */
  keepFollows(follows: unknown): Promise<void>;
  follows(): Promise<unknown>;
  /** The same of what was sent and has not left. */
  keepWaiting(waiting: unknown): Promise<void>;
  waiting(): Promise<unknown>;
  /** One kept ask, to go on from. Throws ProofsError 'proof-unknown'. */
  turn(id: string): Promise<KeptTurn>;
  /** Keeps a network's account sealed; undefined forgets it. */
  keepAccount(account: unknown): Promise<void>;
  /** The kept account, still to be parsed, or undefined. */
  account(): Promise<unknown>;
  /** Undefined where there is no passphrase. */
  lock(): Promise<Lock | undefined>;
  /** Finds the key anew at the next use: it was wrapped, unlocked or replaced meanwhile. */
  forgetKey(): void;
  /** Seals what stands in the session's memory while it is locked. */
  sealSession(value: unknown): Promise<unknown>;
  openSession(sealed: unknown): Promise<unknown>;
  /** Destroys the key and every record. */
  wipe(): Promise<void>;
  close(): Promise<void>;
}

export function createProofKeeper(random: Random, session?: KeySession): ProofKeeper {
  const database = new Database();
  const vault = new Vault(() => findVaultKey(database, session), random);
  return {
    keep: (kept, watch) => keepAsk(database, vault, kept, watch),
    amend: (id, amendment) => amendAsk(database, vault, id, amendment),
    forget: (...ids) => forgetAsks(database, ids),
    openLogs: () => openLogs(database),
    planLook: (log) => planLook(database, log),
    noteLook: (look) => noteLook(database, look),
    alarms: () => alarmsOf(database),
    seeAlarms: (ids) => seeAlarms(database, ids),
    ids: (untilMs) => idsUntil(database, untilMs),
    noteSighting: (sighting, nowMs) => noteSighting(database, sighting, nowMs),
    sightingsAt: (gateway, kind) => sightingsAt(database, gateway, kind),
    watchKey: (watch, searchedTo) => watchKey(database, watch, searchedTo),
    keyLeaves: (entries) => keyLeaves(database, entries),
    keepDraft: (draft) => keepSealed(database, vault, 'current', draft),
    draft: () => readSealed(database, vault, 'current'),
    keepFollows: (follows) => keepSealed(database, vault, 'follows', follows),
    follows: () => readSealed(database, vault, 'follows'),
    keepWaiting: (waiting) => keepSealed(database, vault, 'waiting', waiting),
    waiting: () => readSealed(database, vault, 'waiting'),
    turn: (id) => readTurn(database, vault, id),
    keepAccount: (account) => keepSealed(database, vault, 'account', account),
    account: () => readSealed(database, vault, 'account'),
    lock: () => lockOf(database, session),
    forgetKey: () => vault.forgetKey(),
    ...sessionSeal(vault),
    wipe: () => {
      vault.forgetKey();
      return database.destroy();
    },
    close: () => database.close(),
  };
}

export function idsUntil(
  database: Database,
  untilMs: number = Number.MAX_SAFE_INTEGER,
): Promise<string[]> {
  const range = IDBKeyRange.upperBound(untilMs);
  return database.use((handle) => handle.getAllKeysFromIndex('asks', 'by-created', range));
}
