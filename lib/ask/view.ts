/**
 * What the screens show of an ask: plain JSON data that the worker posts and the components draw.
 * Must never hold a key, a sealing context, or a flag that says "verified" without the steps behind it.
 */
import type { CostView, EnclaveView, ErrorView, LeavesView, StepView } from '../networks/index.ts';
import type { KeptStates } from '../proofs/index.ts';
import type { Redaction } from '../redaction/index.ts';
import type { NetworkId } from '../settings/index.ts';

export type {
  AccountView,
  Advice,
  ChainLinkView,
  CostView,
  EnclaveView,
  ErrorView,
  LeavesView,
  MeasurementView,
  ModelView,
  PriceView,
  RegistryView,
  SeenKeyView,
  SeenView,
  StepView,
} from '../networks/index.ts';

/** The quote and question that wait for Send. Nothing in it has left the device. */
export interface Draft {
  quote: string;
  origin: 'menu' | 'command' | 'toolbar' | 'button' | 'none';
  title: string;
  url: string;
  includeTitle: boolean;
  includeUrl: boolean;
  question: string;
  actionId: string | null;
  /** Picked for this question; without it the settings' choice counts. */
  model?: string;
  /** Text of the page that goes along, because the person asked for it. */
  page?: PageText;
  /** What is hidden of exactly these texts; made by a page of ours, put in force by the worker. */
  redaction?: Redaction;
  /** Where the quote came from, so that an answer can go back there. */
  source?: QuoteSource;
  /** Nothing of this ask is to be kept, nor the draft of it. */
  isUnkept?: boolean;
  /** A quick action that was called by its key, counted from one: the next page of ours puts it in. */
  slot?: number;
  problem?: ErrorView;
}

export interface PageText {
  text: string;
  kind: 'article' | 'whole';
  /** Characters of the whole text; more than `text` has where it was cut to what matters. */
  total: number;
}

export interface QuoteSource {
  tabId: number;
  frameId: number;
  /** It stood in a field that can be written to. */
  isEditable: boolean;
  /** The browser's menu handed it over: the frame or viewer itself could not be read. */
  isMenuText: boolean;
}

export type AskPhase =
  /** Nothing of it has left: it waits for its turn, or for the network. */
  | 'queued'
  | 'verifying'
  | 'sealing'
  | 'waiting'
  | 'streaming'
  | 'done'
  | 'stopped'
  | 'interrupted'
  | 'refused'
  | 'failed';

/** What a person must hear of, whether or not a page was open when it happened; it stays until they have looked. */
export interface AlarmView {
  id: string;
  error: ErrorView;
  atMs: number;
  /** It has turned out well since. */
  isOver: boolean;
  /** The kept ask that it is about, if it is about one. */
  askId?: string;
}

/** The states of an ask that runs are those that are kept of it. */
export type ProofStates = KeptStates;

/** What a queued ask waits for. */
export type AskWait =
  /** A free place among the asks that run at once. */
  | 'turn'
  /** The network is gone, and the person has not said what to do. */
  | 'offline'
  /** The network is gone; it is asked by itself on the network's return, because the person chose that. */
  | 'return'
  /** Something is not as it was at Send (the relay, the browser's session): asked when the person says so again. */
  | 'person';

/** Where an ask stands in its conversation. Asks after the same one are different versions of one turn. */
export interface ThreadPlace {
  /** The id of the conversation's first ask. */
  thread: string;
  /** Counted from one. */
  turn: number;
  /** The ask whose answer this one goes on from; absent in a first turn. */
  after?: string;
  /** How many of the earliest turns were left out because the largest size does not hold them. */
  cut?: number;
}

/** One line in the list of asks that wait, run, or have just ended. */
export interface AskBrief {
  id: string;
  phase: AskPhase;
  /** The beginning of its question. */
  preview: string;
  model: string;
  place: ThreadPlace;
  startedAtMs: number;
  wait?: AskWait;
  error?: ErrorView;
  /** It has ended, and nobody has looked at it since. */
  isUnseen?: boolean;
}

/** A follow-up that is being written under the ask that is shown. */
export interface FollowView {
  /** The ask that it goes on from. */
  after: string;
  /** Without quote and page: those stand in the earlier turns. */
  draft: Draft;
  /** What Send would seal, earlier turns included; null while there is no question yet, or no answer to go on from. */
  leaves: LeavesView | null;
  /** How many of the earliest turns would be left out. */
  cut: number;
}

/** One ask, from Send to its end. */
export interface AskView {
  id: string;
  phase: AskPhase;
  draft: Draft;
  model: string;
  place: ThreadPlace;
  /** Why it is queued. */
  wait?: AskWait;
  upstream?: string;
  /** The enclave as it was when the question was sealed to it; a later look does not change it. */
  enclave?: EnclaveView;
  answerText: string;
  isProvisional: boolean;
  isLanguageModel: boolean;
  startedAtMs: number;
  finishedAtMs?: number;
  error?: ErrorView;
  proof: ProofStates;
  sentBytes?: number;
  receivedBytes?: number;
  /** Of these the message itself; the rest is padding, frames and seal. */
  askedBytes?: number;
  toldBytes?: number;
  /** The price that stood beside its Send: more is never paid. Absent where none was shown. */
  agreedCredits?: number;
  /** What it cost by the gateway's word. */
  cost?: CostView;
}

export interface ProofSummary {
  id: string;
  createdAtMs: number;
  questionPreview: string;
  quotePreview: string;
  host: string;
  model: string;
  states: ProofStates;
  isDevelopmentRoot: boolean;
  /** Absent: our own. */
  network?: NetworkId;
  /** Where it stood in its conversation. */
  thread?: ThreadPlace;
  /** Handed over by somebody else, with its texts or without. */
  imported?: 'whole' | 'hashes';
}

export interface ProofDetail extends ProofSummary {
  question: string;
  quote: string;
  /** Of the page that the quote is from; '' where it is not known. */
  url: string;
  answer: string;
  /** What the placeholders stand for on this device. */
  hidden?: { placeholder: string; text: string }[];
  phase: AskPhase;
  error?: ErrorView;
  enclave: EnclaveView;
  relayHost: string;
  keyId: number;
  cost?: CostView;
  /** Every check of the last re-run over the stored evidence. */
  steps: StepView[];
}
