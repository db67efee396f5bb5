/** The pages' side of the store: everything that only looks. Must never write anything but the index of words. */
import { alarmsOf, type AlarmRecord } from './alarms.ts';
import { Database } from './database.ts';
import { checkJournal, type JournalReport } from './journal-check.ts';
import { idsUntil } from './keeper.ts';
import { idsThatFit, listAsks, type ListPage, type ListRequest } from './list.ts';
import { openAsk } from './open.ts';
import { overviewOf, type Overview } from './overview.ts';
import type { KeptAsk } from './proof.ts';
import { TextSearch } from './search/find.ts';
import { tidySearch } from './search/tidy.ts';
import { logsOf, type LogRecord } from './settlements.ts';
import { Vault, type Random } from './vault.ts';
import { findVaultKey, type KeySession } from './vault-key.ts';

export interface ProofReader {
  list(request: ListRequest): Promise<ListPage>;
  /** Of everything that a list would show, however long. */
  idsThatFit(request: Pick<ListRequest, 'search' | 'filter'>): Promise<string[]>;
  open(id: string): Promise<KeptAsk>;
  /** Holds every record against the hash-chained journal. */
  checkJournal(): Promise<JournalReport>;
  overview(): Promise<Overview>;
  alarms(): Promise<AlarmRecord[]>;
  logs(): Promise<LogRecord[]>;
  /** Of everything kept up to this time, oldest first. */
  ids(untilMs?: number): Promise<string[]>;
  /** Indexes what is new, a part at a time, when nobody waits; true while there may be more to do. */
  tidySearch(): Promise<boolean>;
  close(): Promise<void>;
}

export function createProofReader(random: Random, session?: KeySession): ProofReader {
  const database = new Database();
  const vault = new Vault(() => findVaultKey(database, session), random);
  const texts = new TextSearch(database, vault);
  return {
    list: (request) => listAsks(database, vault, texts, request),
    idsThatFit: (request) => idsThatFit(database, texts, request),
    open: (id) => openAsk(database, vault, id),
    checkJournal: () => checkJournal(database),
    overview: () => overviewOf(database),
    alarms: () => alarmsOf(database),
    logs: () => logsOf(database),
    ids: (untilMs) => idsUntil(database, untilMs),
    tidySearch: () => tidySearch(database, vault),
    close: () => database.close(),
  };
}
