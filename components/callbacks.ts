/** What the screens ask of the worker: one function for each command of the port. */
import type { ListFilter } from '../lib/proofs/index.ts';
import type { Draft } from '../lib/ask/index.ts';

export type DraftChange = Partial<
  Pick<
    Draft,
    | 'quote'
    | 'question'
    | 'actionId'
    | 'includeTitle'
    | 'includeUrl'
    | 'model'
    | 'redaction'
    | 'isUnkept'
  >
> & { page?: Draft['page'] | null };

export interface AskCallbacks {
  changeDraft: (change: DraftChange) => void;
  clearDraft: () => void;
  send: (model?: string) => void;
  stop: (id: string) => void;
  recheckEnclave: () => void;
  openSettings: () => void;
  openProofsPage: () => void;
}

export interface ProofCallbacks {
  /** The person has looked at these. */
  seeAlarms: (ids: readonly string[]) => void;
  listProofs: (search: string, limit: number, filter?: ListFilter) => void;
  openProof: (id: string) => void;
  recheckProof: (id: string) => void;
  forgetProof: (id: string) => void;
}
