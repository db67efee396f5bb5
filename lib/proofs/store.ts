/**
 * The store of asks and proofs as the rest of the product uses it: the only IndexedDB.
 * Must never be opened before it is needed: Firefox's private windows have none.
 */
import { record, text } from '../shape/index.ts';
import { Database } from './database.ts';
import { forgetAsk } from './forget.ts';
import { keepAsk } from './keep.ts';
import { listAsks, type ListPage, type ListRequest } from './list.ts';
import { openAsk } from './open.ts';
import type { KeptAsk } from './proof.ts';
import { byteString, known } from './records.ts';
import { noteSighting, type Sighting, type SightingHistory } from './seen.ts';
import { Vault, type Random } from './vault.ts';

export interface ProofStore {
  keep(kept: KeptAsk): Promise<void>;
  list(request: ListRequest): Promise<ListPage>;
  open(id: string): Promise<KeptAsk>;
  forget(id: string): Promise<void>;
  noteSighting(sighting: Sighting, nowMs: number): Promise<SightingHistory>;
  /** Keeps a draft sealed; undefined forgets it. */
  keepDraft(draft: unknown): Promise<void>;
  /** The kept draft, still to be parsed, or undefined. */
  draft(): Promise<unknown>;
  close(): Promise<void>;
}

const DRAFT_ID = 'current';
const draftRecord = record({ id: text(20), iv: byteString(12), sealed: byteString(8_000_000) });

export function createProofStore(random: Random): ProofStore {
  const database = new Database();
  const vault = new Vault(database, random);
  return {
    keep: (kept) => keepAsk(database, vault, kept),
    list: (request) => listAsks(database, vault, request),
    open: (id) => openAsk(database, vault, id),
    forget: (id) => forgetAsk(database, id),
    noteSighting: (sighting, nowMs) => noteSighting(database, sighting, nowMs),
    keepDraft: async (draft) => {
      if (draft === undefined) {
        await database.use((handle) => handle.delete('drafts', DRAFT_ID));
        return;
      }
      const sealed = await vault.seal('drafts/current', draft);
      await database.use((handle) => handle.put('drafts', { id: DRAFT_ID, ...sealed }));
    },
    draft: async () => {
      const stored = await database.use((handle) => handle.get('drafts', DRAFT_ID));
      if (stored === undefined) return undefined;
      return vault.open('drafts/current', known(draftRecord, stored));
    },
    close: () => database.close(),
  };
}
