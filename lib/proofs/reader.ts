/** The pages' side of the store: everything that only looks. Must never write. */
import { Database } from './database.ts';
import { checkJournal, type JournalReport } from './journal-check.ts';
import { idsUntil } from './keeper.ts';
import { listAsks, type ListPage, type ListRequest } from './list.ts';
import { openAsk } from './open.ts';
import { overviewOf, type Overview } from './overview.ts';
import type { KeptAsk } from './proof.ts';
import { TextSearch } from './search.ts';
import { Vault, type Random } from './vault.ts';

export interface ProofReader {
  list(request: ListRequest): Promise<ListPage>;
  open(id: string): Promise<KeptAsk>;
  /** Holds every record against the hash-chained journal. */
  checkJournal(): Promise<JournalReport>;
  overview(): Promise<Overview>;
  /** Of everything kept up to this time, oldest first. */
  ids(untilMs?: number): Promise<string[]>;
  close(): Promise<void>;
}

export function createProofReader(random: Random): ProofReader {
  const database = new Database();
  const vault = new Vault(database, random);
  const texts = new TextSearch(database, vault);
  return {
    list: (request) => listAsks(database, vault, texts, request),
    open: (id) => openAsk(database, vault, id),
    checkJournal: () => checkJournal(database),
    overview: () => overviewOf(database),
    ids: (untilMs) => idsUntil(database, untilMs),
    close: () => database.close(),
  };
}
