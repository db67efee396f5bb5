/**
 * What the screens show: plain JSON data that the worker posts and the components draw.
 * Must never hold a key, a sealing context, or a flag that says "verified" without the steps behind it.
 */

/** What a person can do about a refusal or failure. */
export type Advice = 'retry' | 'fix-settings' | 'stop';

/** One refusal or failure; the sentence is looked up by its code. */
export interface ErrorView {
  code: string;
  advice: Advice;
}

/** One check of a verification, in order, with the bytes it was about (hex) when they are worth seeing. */
export interface StepView {
  name: string;
  verdict: 'pass' | 'fail' | 'not-reached';
  detail: string;
  bytesHex?: string;
}

/** One link of what a proof stands on (lib/ask/chain-view.ts), with all of its bytes. */
export interface ChainLinkView {
  kind:
    | 'root'
    | 'certificate'
    | 'document'
    | 'measurement'
    | 'release'
    | 'user-data'
    | 'transcript'
    | 'key-configuration'
    | 'key';
  verdict: StepView['verdict'];
  /** What the bytes call it: a common name, a module, a release, a key id; '' where they do not. */
  name: string;
  bytesHex?: string;
  /** Valid from and until; of a document only when it was made. */
  fromMs?: number;
  untilMs?: number;
}

/** One line of the ledger: an image that this gateway was seen with. */
export interface SeenView extends MeasurementView {
  firstSeenMs: number;
  lastSeenMs: number;
}

/** One key configuration that this gateway was seen with, and what the settlement log shows of it. */
export interface SeenKeyView {
  hashHex: string;
  /** What stands in the log for it. */
  entryHex: string;
  firstSeenMs: number;
  lastSeenMs: number;
  logged: 'not-watched' | 'waiting' | 'settled' | 'late' | 'missing' | 'split-view';
}

export interface MeasurementView {
  pcr0: string;
  pcr1: string;
  pcr2: string;
}

export interface PriceView {
  currency: string;
  perMillionInput: string;
  perMillionOutput: string;
}

export interface ModelView {
  id: string;
  upstream: string;
  place: 'in-enclave' | 'attested-enclave' | 'third-party';
  isLanguageModel: boolean;
  contextTokens: number;
  price: PriceView;
}

/** What is known of the enclave that would be asked now, or that was asked for a stored proof. */
export interface EnclaveView {
  phase: 'unset' | 'checking' | 'ready' | 'refused';
  relayHost?: string;
  relayOperator?: string;
  gatewayName?: string;
  gatewayOperator?: string;
  build?: string;
  checkedAtMs?: number;
  evidenceTimeMs?: number;
  measurement?: MeasurementView;
  releaseName?: string;
  /** Who says that this image may answer: this build, a signed list, or the person. */
  releaseSource?: 'pinned' | 'listed' | 'consented';
  /** Every image this gateway was ever seen with, most recent first. */
  seen?: SeenView[];
  chain?: ChainLinkView[];
  keyId?: number;
  keyConfigHashHex?: string;
  isDevelopmentRoot?: boolean;
  /** The key is new since an hour ago at most, and another was seen before. */
  isKeyChanged?: boolean;
  /** Every key configuration that this gateway was seen with; the present one first. */
  keysSeen?: SeenKeyView[];
  keyUntilMs?: number;
  /** The log does not show the key although it should. */
  keyAlarm?: ErrorView;
  models?: ModelView[];
  steps?: StepView[];
  error?: ErrorView;
}

/** The quote and question that wait for Send. Nothing in it has left the device. */
export interface Draft {
  quote: string;
  origin: 'menu' | 'command' | 'toolbar' | 'none';
  title: string;
  url: string;
  includeTitle: boolean;
  includeUrl: boolean;
  question: string;
  actionId: string | null;
  /** Picked for this question; without it the settings' choice counts. */
  model?: string;
  problem?: ErrorView;
}

export type AskPhase =
  | 'verifying'
  | 'sealing'
  | 'waiting'
  | 'streaming'
  | 'done'
  | 'stopped'
  | 'interrupted'
  | 'refused'
  | 'failed';

/** Independent states, each with its own failure: never one green mark for all. */
export interface ProofStates {
  enclave: 'pending' | 'holds' | 'fails';
  sealed: 'pending' | 'holds' | 'fails';
  answered: 'pending' | 'complete' | 'truncated' | 'stopped';
  receipt: 'pending' | 'holds' | 'fails' | 'missing';
  settlement: 'pending' | 'holds' | 'fails' | 'not-watched';
}

/** One ask, from Send to its end. */
export interface AskView {
  id: string;
  phase: AskPhase;
  draft: Draft;
  model: string;
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
}

export interface ProofDetail extends ProofSummary {
  question: string;
  quote: string;
  answer: string;
  phase: AskPhase;
  error?: ErrorView;
  enclave: EnclaveView;
  relayHost: string;
  keyId: number;
  /** Every check of the last re-run over the stored evidence. */
  steps: StepView[];
}

/** The exact plaintext that Send would seal, and its size on the wire. */
export interface LeavesView {
  /** The inner request as text: its lines, its fields (the random openings shown as such), its JSON. */
  plaintext: string;
  sealedBytes: number;
  /** Set when it would not fit the largest size. */
  error?: ErrorView;
}
