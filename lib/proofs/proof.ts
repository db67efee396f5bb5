/**
 * What is kept of one ask: its texts (always sealed at rest) and the facts that let anyone check it again.
 * Must never hold a verdict that nothing here can repeat, nor a sealing context.
 */
import type { Bytes } from '../bytes/index.ts';

/**
 * Independent states, each with its own failure: never one green mark for all. Recorded as they were; only a re-run may
 * say "holds" again.
 */
export interface KeptStates {
  /** 'registry': attested by the registry of the network, not checked again here. */
  enclave: 'pending' | 'holds' | 'registry' | 'fails';
  sealed: 'pending' | 'holds' | 'fails';
  answered: 'pending' | 'complete' | 'truncated' | 'stopped';
  receipt: 'pending' | 'holds' | 'fails' | 'missing';
  /** 'not-found': looked for long enough, which on some networks says nothing against an answer. */
  settlement: 'pending' | 'holds' | 'fails' | 'not-watched' | 'not-found';
}

/** The private part: sealed at rest as one piece. */
export interface AskText {
  question: string;
  quote: string;
  title: string;
  url: string;
  answer: string;
  /** What stayed on this device behind placeholders; never part of a proof that is handed over. */
  hidden?: { placeholder: string; text: string }[];
  /** Which conversation it belongs to, as which turn; nobody but this device is to know which asks belong together. */
  thread?: KeptThread;
  /** How the ask looked, without its answer, as lib/ask reads it: what a conversation goes on from (JSON). */
  view?: string;
}

/** What was verified before sealing, and what came back: enough to run every check again. */
export interface ProofFacts {
  /**
   * Which network it was; absent: our own. The bytes below are that network's: what an enclave was attested by, what
   * that binds, the request, and what was signed for the answer.
   */
  network?: 'opengradient';
  relayHost: string;
  gatewayName: string;
  /** The raw attestation document. */
  evidence: Bytes;
  /** The transcript that the document binds: key configuration, receipt key, log, statement. */
  transcript: Bytes;
  nonce: Bytes;
  verifiedAtMs: number;
  keyId: number;
  model: string;
  upstream: string;
  /** The inner request without its padding: it holds the prompt, so it is sealed at rest like the text. */
  requestBytes: Bytes;
  openings: { request: Bytes; answer: Bytes; leaf: Bytes };
  receipt: Bytes | null;
}

/** Imported from a file that gave only hashes of question and answer. */
export function isWithoutTexts({ openings }: ProofFacts): boolean {
  return openings.request.length === 0;
}

export interface KeptAsk {
  id: string;
  createdAtMs: number;
  phase: string;
  model: string;
  isDevelopmentRoot: boolean;
  states: KeptStates;
  error: { code: string; advice: 'retry' | 'fix-settings' | 'stop' } | null;
  text: AskText;
  /** Null when the ask ended before anything was sealed. */
  facts: ProofFacts | null;
  /** What lists filter by and totals add up; absent in what version 1 kept. */
  about?: KeptAbout;
  /** Handed over by somebody else, with its texts or without: never asked from this device. */
  imported?: 'whole' | 'hashes';
  /** What the log has shown of it so far; absent when nothing was ever looked for. Written by looks only. */
  settlement?: KeptSettlement;
}

export interface KeptThread {
  /** The id of its first turn. */
  thread: string;
  /** Counted from one. */
  turn: number;
  /** The turn whose answer it goes on from. */
  after?: string;
  /** How many of the earliest turns did not fit and were left out. */
  cut?: number;
}

export interface KeptAbout {
  relayHost: string;
  pcr0: string;
  inputTokens: number;
  outputTokens: number;
  currency: string;
  amount: string;
  /** What that was in dollars by the network's word, where it says so. */
  usd?: string;
  /** On the line, padding included; absent in what was kept before there were charts of them. */
  sentBytes?: number;
  receivedBytes?: number;
}

/** A receipt's entry in a log, and the proof of its place once it was found. */
export interface KeptSettlement {
  entry: Bytes;
  deadlineMs: number;
  proof: { index: string; hashes: Bytes[]; checkpoint: Bytes } | null;
}

/** One line of the list. */
export interface KeptSummary {
  id: string;
  createdAtMs: number;
  questionPreview: string;
  quotePreview: string;
  host: string;
  model: string;
  states: KeptStates;
  isDevelopmentRoot: boolean;
  imported?: 'whole' | 'hashes';
  thread?: KeptThread;
}
