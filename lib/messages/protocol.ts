/**
 * The words spoken over the one port between the worker and our own pages. The worker posts snapshots, the pages
 * post commands; a page is a view and holds nothing that matters.
 * Must never carry a key, a sealing context, or a command that sends without the person's Send.
 */
import type {
  AccountView,
  AskView,
  Draft,
  EnclaveView,
  ErrorView,
  LeavesView,
} from '../ask/index.ts';
import type { Settings } from '../settings/index.ts';

export const PORT_NAME = 'sotto';

/** From a page of ours to the worker. What is only looked at in the store a page reads itself: see lib/review. */
export type ToWorker =
  | { type: 'app/open' }
  | { type: 'draft/change'; draft: Partial<EditableDraft> }
  | { type: 'draft/clear' }
  | { type: 'ask/start'; model?: string }
  | { type: 'ask/stop'; id: string }
  | { type: 'enclave/recheck' }
  /** A page has put a voucher into the wallet. */
  | { type: 'wallet/changed' }
  | { type: 'proofs/forget'; id: string }
  /** Several at once; none named: everything that is kept, or everything up to this time. */
  | { type: 'proofs/forget-all'; ids: string[]; untilMs?: number }
  | { type: 'settings/read' }
  | { type: 'settings/write'; settings: unknown }
  /** Connects the account of a pasted login bundle; null removes the account. */
  | { type: 'account/change'; bundle: string | null };

/** The parts of a draft that a page may change; where the quote came from is the worker's own knowledge. */
export type EditableDraft = Pick<
  Draft,
  'quote' | 'question' | 'actionId' | 'includeTitle' | 'includeUrl' | 'model' | 'redaction'
> & {
  /** Null takes it away again. */
  page?: Draft['page'] | null;
};

/** Everything the ask screen draws. */
export interface AppState {
  draft: Draft;
  enclave: EnclaveView;
  ask: AskView | null;
  settings: Settings;
  /** What Send would seal now; null while there is no question yet. */
  leaves: LeavesView | null;
  /** Of the network's relay; absent until the settings were read. */
  account?: AccountView | null;
}

/** From the worker to a page of ours. */
export type FromWorker =
  | ({ type: 'app/state' } & AppState)
  /** More answer text: it belongs at `from` (UTF-16 units) of the ask's answerText. */
  | { type: 'ask/text'; id: string; from: number; text: string }
  /** Deleted must mean deleted everywhere: open views of this proof close. */
  | { type: 'proofs/forgotten'; id: string }
  /** A kept proof has changed with nobody looking (it settled, or did not): lists and open views ask again. */
  | { type: 'proofs/changed'; id: string }
  | {
      type: 'settings/state';
      settings: Settings;
      account?: AccountView | null;
      error?: ErrorView;
    }
  | { type: 'problem'; error: ErrorView };
