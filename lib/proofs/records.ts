/**
 * The records as they lie in the database, and the parsers that a value passes before it is believed.
 * What is private stands only inside a Sealed field.
 */
import type { Bytes } from '../bytes/index.ts';
import {
  count,
  flag,
  list,
  nullable,
  oneOf,
  record,
  ShapeError,
  text,
  type Parsed,
  type Parser,
} from '../shape/index.ts';
import { ProofsError } from './errors.ts';
import type { KeptStates, KeptThread } from './proof.ts';

/** Bytes of at most this length, as a view on their own buffer. */
export function byteString(maxLength: number): Parser<Bytes> {
  return (value, path = '') => {
    // By tag and not by class: structured clones may come from another realm.
    if (!ArrayBuffer.isView(value) || value.byteLength > maxLength) {
      throw new ShapeError(path, `at most ${maxLength} bytes`);
    }
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  };
}

const MAX_TEXT_BYTES = 16_000_000;
const sealed = record({ iv: byteString(12), sealed: byteString(MAX_TEXT_BYTES) });
const hash = text(64, /^[0-9a-f]{64}$/);
const base64 = text(MAX_TEXT_BYTES, /^[A-Za-z0-9_-]*$/);

const states: Parser<KeptStates> = record({
  enclave: oneOf('pending', 'holds', 'registry', 'fails'),
  sealed: oneOf('pending', 'holds', 'fails'),
  answered: oneOf('pending', 'complete', 'truncated', 'stopped'),
  receipt: oneOf('pending', 'holds', 'fails', 'missing'),
  settlement: oneOf('pending', 'holds', 'fails', 'not-watched', 'not-found'),
});

const errorShape = record({ code: text(80), advice: oneOf('retry', 'fix-settings', 'stop') });

const about = record(
  {
    relayHost: text(300),
    /** Hex, or '' while no evidence was verified. */
    pcr0: text(96, /^([0-9a-f]{96})?$/),
    inputTokens: count(),
    outputTokens: count(),
    /** '' without a receipt. */
    currency: text(16),
    amount: text(40),
  },
  { usd: text(60, /^\d+(\.\d+)?$/), sentBytes: count(), receivedBytes: count() },
);

export const askRecord = record(
  {
    id: text(64),
    createdAtMs: count(),
    phase: text(20),
    model: text(300),
    isDevelopmentRoot: flag,
    states,
    error: nullable(errorShape),
    summary: sealed,
    text: sealed,
  },
  {
    /** Since version 2: what lists filter by and totals add up, none of it private. */
    about,
    /** Since version 3: of what was imported. */
    imported: oneOf('whole', 'hashes'),
  },
);
export type AskRecord = Parsed<typeof askRecord>;

export const proofRecord = record(
  {
    id: text(64),
    relayHost: text(300),
    gatewayName: text(64),
    /** What `forget` counts: the digests of everything in the evidence store that this proof needs. */
    refs: list(hash, 10),
    evidenceDigestHex: hash,
    transcriptDigestHex: hash,
    nonce: byteString(64),
    verifiedAtMs: count(),
    keyId: count(255),
    model: text(300),
    upstream: text(300),
    receipt: nullable(byteString(4096)),
    /** The inner request and the openings: sealed, because they give the question away. */
    secrets: sealed,
  },
  { network: oneOf('opengradient') },
);
export type ProofRecord = Parsed<typeof proofRecord>;

export const evidenceRecord = record({ digestHex: hash, bytes: byteString(1_000_000) });

/** What stands inside the sealed fields. */
const thread: Parser<KeptThread> = record(
  { thread: text(64), turn: count() },
  { after: text(64), cut: count() },
);
export const summaryText = record(
  {
    questionPreview: text(400),
    quotePreview: text(400),
    host: text(300),
  },
  { thread },
);
export const askText = record(
  {
    question: text(MAX_TEXT_BYTES),
    quote: text(MAX_TEXT_BYTES),
    title: text(4000),
    url: text(10_000),
    answer: text(MAX_TEXT_BYTES),
  },
  {
    hidden: list(record({ placeholder: text(20), text: text(25_000) }), 6_000),
    thread,
    view: text(MAX_TEXT_BYTES),
  },
);
export const proofSecrets = record({
  requestBytes: base64,
  openings: record({ request: base64, answer: base64, leaf: base64 }),
});

/** Throws ProofsError 'record-invalid' where the parser refuses. */
export function known<T>(shape: Parser<T>, value: unknown): T {
  try {
    return shape(value);
  } catch (cause) {
    throw new ProofsError('record-invalid', undefined, { cause });
  }
}
