/** The words of the story: what an ask is given, what it may use, what it reports. */
import type { Bytes } from '../bytes/index.ts';
import type { ReadyEnclave, Usage } from '../networks/index.ts';
import type { ProofFacts } from '../proofs/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import type { ThreadTurn } from './thread.ts';
import type { AskPhase, Draft, ErrorView, ProofStates } from './view.ts';

export interface Question {
  readonly draft: Draft;
  /** The model asked for, or '' for the first of the statement. */
  readonly model: string;
  readonly settings: Settings;
  /** The turns before it, the first of them first. */
  readonly earlier: readonly ThreadTurn[];
  /** The price that the person saw before Send, in credits; absent where none was shown. */
  readonly agreedCredits?: number | undefined;
}

export interface Story {
  readonly edges: Edges;
  /** The person's Stop. */
  readonly stop: AbortSignal;
  /** A verified enclave, or a coded error. */
  enclave(): Promise<ReadyEnclave>;
  /** The same after a fresh look, for the one retry. */
  renewedEnclave(): Promise<ReadyEnclave>;
  /** Resolves once a later worker would know that something of it may have left. */
  leaving(): Promise<void>;
  /** Keeps what there is to keep so far. Never throws: a full disk does not take an answer away. */
  keep(): Promise<void>;
}

/** A step that has happened: only what changed. */
export interface Change {
  readonly phase?: AskPhase;
  /** More text, to be put at the end. */
  readonly text?: string;
  readonly proof?: Partial<ProofStates>;
  readonly facts?: ProofFacts;
  /** Earliest turns that were left out. */
  readonly cut?: number;
  readonly receipt?: Bytes | null;
  /** Tokens and price by the enclave's word. */
  readonly usage?: Usage;
  /** Which of the model's servers answered. */
  readonly upstream?: string;
  /** Somebody will look whether it settles. */
  readonly isWatched?: boolean;
  readonly error?: ErrorView;
  readonly sentBytes?: number;
  readonly receivedBytes?: number;
  /** Of what was sent, and of what came: the message itself, without padding, frames and seal. */
  readonly askedBytes?: number;
  readonly toldBytes?: number;
}

export type Report = (change: Change) => void;
