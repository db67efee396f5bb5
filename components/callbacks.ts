/** What the screens ask of the worker: one function for each command of the port. */
import type { ListFilter } from '../lib/proofs/index.ts';
import type { EditableDraft } from '../lib/messages/index.ts';

export type DraftChange = Partial<EditableDraft>;

export type FollowChange = Pick<DraftChange, 'question' | 'model' | 'redaction'>;

export interface AskCallbacks {
  changeDraft: (change: DraftChange) => void;
  clearDraft: () => void;
  /** Each Send says what its price was shown to be, in credits; absent where none was shown. */
  send: (model?: string, credits?: number) => void;
  stop: (id: string) => void;
  /** Null: the question being written. */
  showAsk: (id: string | null) => void;
  changeFollow: (after: string, change: FollowChange) => void;
  sendFollow: (after: string, model?: string, credits?: number) => void;
  askAgain: (id: string, model?: string, credits?: number) => void;
  editAsk: (id: string) => void;
  letWait: (id: string, until: 'return' | 'now') => void;
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
  /** Takes the conversation up again that this was a turn of. */
  goOn: (id: string) => void;
}
