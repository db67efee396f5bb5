/**
 * The store of asks and proofs as the rest of the product uses it: the only IndexedDB.
 * Must never be opened before it is needed: Firefox's private windows have none.
 */
import type { Bytes } from '../bytes/index.ts';
import { Database } from './database.ts';
import { keepDraft, readDraft } from './drafts.ts';
import { forgetAsks } from './forget.ts';
import { checkJournal, type JournalReport } from './journal.ts';
import { keepAsk } from './keep.ts';
import { keyLeaves, watchKey } from './key-log.ts';
import { listAsks, type ListPage, type ListRequest } from './list.ts';
import { openAsk } from './open.ts';
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
import { TextSearch } from './search.ts';
import { overviewOf, type Overview } from './overview.ts';
import { Vault, type Random } from './vault.ts';

export interface ProofStore {
  /** With a watch, the receipt is looked for in the log from now on. */
  keep(kept: KeptAsk, watch?: Watch): Promise<void>;
  list(request: ListRequest): Promise<ListPage>;
  open(id: string): Promise<KeptAsk>;
  forget(...ids: readonly string[]): Promise<void>;
  /** The logs in which something is still looked for. */
  openLogs(): Promise<OpenLog[]>;
  planLook(log: LogRecord): Promise<void>;
  noteLook(look: Look): Promise<void>;
  /** Holds every record against the hash-chained journal. */
  checkJournal(): Promise<JournalReport>;
  overview(): Promise<Overview>;
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
  close(): Promise<void>;
}

export function createProofStore(random: Random): ProofStore {
  const database = new Database();
  const vault = new Vault(database, random);
  const texts = new TextSearch(database, vault);
  return {
    keep: async (kept, watch) => {
      texts.forget();
      await keepAsk(database, vault, kept, watch);
      texts.forget();
    },
    list: (request) => listAsks(database, vault, texts, request),
    open: (id) => openAsk(database, vault, id),
    forget: async (...ids) => {
      await forgetAsks(database, ids);
      texts.forget();
    },
    openLogs: () => openLogs(database),
    planLook: (log) => planLook(database, log),
    noteLook: (look) => noteLook(database, look),
    checkJournal: () => checkJournal(database),
    overview: () => overviewOf(database),
    ids: (untilMs = Number.MAX_SAFE_INTEGER) => {
      const range = IDBKeyRange.upperBound(untilMs);
      return database.use((handle) => handle.getAllKeysFromIndex('asks', 'by-created', range));
    },
    noteSighting: (sighting, nowMs) => noteSighting(database, sighting, nowMs),
    sightingsAt: (gateway, kind) => sightingsAt(database, gateway, kind),
    watchKey: (watch, searchedTo) => watchKey(database, watch, searchedTo),
    keyLeaves: (entries) => keyLeaves(database, entries),
    keepDraft: (draft) => keepDraft(database, vault, draft),
    draft: () => readDraft(database, vault),
    close: () => database.close(),
  };
}
