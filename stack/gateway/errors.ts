/**
 * The two kinds of refusal. An outer one is said in the clear because nothing was opened, so it may say nothing that
 * depends on the question; an inner one is sealed like an answer and in the shape of one.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';

export type OuterCode =
  | 'media-type-wrong'
  | 'request-too-large'
  | 'request-invalid'
  | 'key-unknown'
  | 'nonce-invalid'
  | 'transcript-unknown'
  | 'evidence-unavailable'
  /** Nothing is begun here that might not be finished. */
  | 'gateway-draining'
  | 'not-found';

/** Of RFC 9458 section 5.3: a hint that the client should fetch the keys again, and nothing else. */
export const KEY_PROBLEM = 'https://iana.org/assignments/http-problem-types#ohttp-key';
/** Of RFC 9458 section 6.5.2. */
export const DATE_PROBLEM = 'https://iana.org/assignments/http-problem-types#date';

export class OuterRefusal extends CodedError<OuterCode> {
  readonly status: number;
  readonly problemType: string;

  constructor(code: OuterCode, status: number, options: { type?: string; cause?: unknown } = {}) {
    super(code, undefined, { cause: options.cause });
    this.status = status;
    this.problemType = options.type ?? 'about:blank';
  }
}

export type InnerCode =
  | 'request-malformed'
  | 'target-unknown'
  | 'replayed'
  | 'date-outside-window'
  | 'model-unknown'
  | 'upstream-not-stated'
  | 'model-unreachable'
  | 'model-refused'
  | 'model-answer-invalid'
  | 'model-cut'
  | 'model-timed-out'
  | 'gateway-busy'
  /** Not as many credits as the ask costs, or no blinded requests beside them. */
  | 'credits-missing'
  | 'credits-invalid'
  /** One of them paid for another ask. */
  | 'credits-spent'
  /** The same ask is being answered. */
  | 'credits-under-way'
  /** The same ask was refused before, and its credits came back. */
  | 'credits-refunded'
  | 'credits-unavailable'
  | 'gateway-failed';

const STATUS: Readonly<Record<InnerCode, number>> = {
  'request-malformed': 400,
  'target-unknown': 421,
  replayed: 409,
  'date-outside-window': 400,
  'model-unknown': 404,
  'upstream-not-stated': 502,
  'model-unreachable': 502,
  'model-refused': 502,
  'model-answer-invalid': 502,
  'model-cut': 502,
  'model-timed-out': 504,
  'gateway-busy': 503,
  'credits-missing': 402,
  'credits-invalid': 403,
  'credits-spent': 409,
  'credits-under-way': 409,
  'credits-refunded': 409,
  'credits-unavailable': 503,
  'gateway-failed': 500,
};

/** What became of the credits of an ask that was not answered. */
export type Settled =
  { readonly kind: 'kept' } | { readonly kind: 'refunded'; readonly response: Bytes };

/** Refusals over credits that may well have been taken. Every other one is said before any is. */
const TAKEN: readonly InnerCode[] = [
  ...(['replayed', 'credits-spent', 'credits-under-way', 'credits-refunded'] as const),
];

export class InnerRefusal extends CodedError<InnerCode> {
  /** Undefined when nothing is to be said of credits: they are gone, or another answer decides. */
  readonly settled: Settled | undefined;

  constructor(
    code: InnerCode,
    detail?: string,
    options: { cause?: unknown; settled?: Settled | undefined } = {},
  ) {
    super(code, detail, { cause: options.cause });
    const isTaken = TAKEN.includes(code);
    this.settled = 'settled' in options ? options.settled : isTaken ? undefined : { kind: 'kept' };
  }

  get status(): number {
    return STATUS[this.code];
  }
}
