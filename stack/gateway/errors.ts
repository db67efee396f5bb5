/**
 * The two kinds of refusal. An outer one is said in the clear because nothing was opened, so it may say nothing that
 * depends on the question; an inner one is sealed like an answer and in the shape of one.
 */
import { CodedError } from '../../lib/errors/index.ts';

export type OuterCode =
  | 'media-type-wrong'
  | 'request-too-large'
  | 'request-invalid'
  | 'key-unknown'
  | 'nonce-invalid'
  | 'transcript-unknown'
  | 'evidence-unavailable'
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
  'gateway-failed': 500,
};

export class InnerRefusal extends CodedError<InnerCode> {
  get status(): number {
    return STATUS[this.code];
  }
}
