/**
 * The words spoken over the one port between the worker and our own pages. The worker posts snapshots, the pages
 * post commands; a page is a view and holds nothing that matters.
 * Must never carry a key, a sealing context, or a command that sends without the person's Send.
 */
import type {
  AccountView,
  AskBrief,
  AlarmView,
  AskView,
  Draft,
  EnclaveView,
  ErrorView,
  FollowView,
  LeavesView,
} from '../ask/index.ts';
import type { Settings } from '../settings/index.ts';

export const PORT_NAME = 'sotto';

/** What the person had before their eyes when they pressed Send. */
export interface SendTerms {
  model?: string;
  /** The price in credits; absent where none was shown. More than this is never paid for it. */
  credits?: number;
}

/** From a page of ours to the worker. What is only looked at in the store a page reads itself: see lib/review. */
export type ToWorker =
  /** A page shows the app; a side panel says beside which window. */
  | { type: 'app/open'; windowId?: number }
  /** Whether a person can see the page: a tab behind another one shows nobody anything. */
  | { type: 'page/seen'; isSeen: boolean }
  | { type: 'draft/change'; draft: Partial<EditableDraft> }
  | { type: 'draft/clear' }
  | ({ type: 'ask/start' } & SendTerms)
  /** Stops it, or takes it out of the queue. */
  | { type: 'ask/stop'; id: string }
  /** Shows this one; null: the draft. */
  | { type: 'ask/show'; id: string | null }
  /** The follow-up under this ask, as it is being written. */
  | { type: 'follow/change'; after: string; draft: Partial<EditableFollow> }
  /** The Send of the follow-up under this ask. */
  | ({ type: 'ask/follow'; after: string } & SendTerms)
  /** The person's wish for the same question again, of another model or the same. */
  | ({ type: 'ask/again'; id: string } & SendTerms)
  /** Takes a kept conversation up again at this turn and shows it. */
  | { type: 'ask/recall'; id: string }
  /** Puts its question back where it was written, to be changed and sent again. */
  | { type: 'ask/edit'; id: string }
  /** What waits for the network may leave by itself on its return; or now, if the person thinks that it is back. */
  | { type: 'ask/wait'; id: string; until: 'return' | 'now' }
  | { type: 'enclave/recheck' }
  /** A page has put a voucher into the wallet. */
  | { type: 'wallet/changed' }
  /** The person has looked at these. */
  | { type: 'alarms/seen'; ids: string[] }
  | { type: 'proofs/forget'; id: string }
  /** Several at once; none named: everything that is kept, or everything up to this time. */
  | { type: 'proofs/forget-all'; ids: string[]; untilMs?: number }
  | { type: 'settings/read' }
  | { type: 'settings/write'; settings: unknown }
  /** Connects the account of a pasted login bundle; null removes the account. */
  | { type: 'account/change'; bundle: string | null };

/** From a page of ours about the passphrase, which it never says (lib/ask/lock-desk.ts). */
export type LockCommand =
  /** Lets the desk forget all that it can read; held: until 'lock/changed', while this page changes the key. */
  | { type: 'lock/now'; isHeld?: boolean }
  /** A page has set, given or taken away the passphrase. */
  | { type: 'lock/changed' }
  /** The person is here. */
  | { type: 'lock/active' }
  /** Destroys the key and everything that is kept. */
  | { type: 'lock/wipe' };

/** The parts of a draft that a page may change; where the quote came from is the worker's own knowledge. */
export type EditableDraft = Pick<
  Draft,
  | 'quote'
  | 'question'
  | 'actionId'
  | 'includeTitle'
  | 'includeUrl'
  | 'model'
  | 'redaction'
  | 'isUnkept'
> & {
  /** Null takes it away again. */
  page?: Draft['page'] | null;
};

/** Of a follow-up: the quote stands in an earlier turn. */
export type EditableFollow = Pick<EditableDraft, 'question' | 'model' | 'redaction'>;

/** Everything the ask screen draws. */
export interface AppState {
  draft: Draft;
  enclave: EnclaveView;
  /** The one that is shown. */
  ask: AskView | null;
  /** Its earlier turns, the first of them first; without what was learnt of their enclaves. */
  thread: AskView[];
  /** All that wait, run, or have ended since the browser was opened and were not put away; the newest first. */
  asks: AskBrief[];
  /** What is being written under `ask`; it can be sent once that one has an answer and an end. */
  follow: FollowView | null;
  settings: Settings;
  /** What nobody has looked at yet, newest first; absent when there is nothing. */
  alarms?: AlarmView[];
  /** What Send would seal now; null while there is no question yet. */
  leaves: LeavesView | null;
  /** Absent where there is no passphrase. */
  isLocked?: boolean;
  /** Credits that asking `ask` again would cost, of each of the enclave's models; absent where nothing costs credits. */
  again?: number[];
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
  /** What is kept of an ask has changed (it has ended, it settled or did not): lists and open views ask again. */
  | { type: 'proofs/changed'; id: string }
  | {
      type: 'settings/state';
      settings: Settings;
      account?: AccountView | null;
      error?: ErrorView;
    }
  | { type: 'problem'; error: ErrorView }
  /** To the side panel: the key that opened it was pressed again. */
  | { type: 'home/close' };
