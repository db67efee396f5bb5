/** The relay's own refusals. They are plain and prove nothing: a device treats them as anybody's word. */
import { CodedError } from '../../lib/errors/index.ts';

export type RelayCode =
  | 'not-found'
  | 'method-not-allowed'
  | 'media-type-wrong'
  | 'request-too-large'
  | 'request-invalid'
  | 'nonce-invalid'
  /** This address asked for more than its share; Retry-After says when. */
  | 'rate-limited'
  /** As many answers pass through as this relay carries. */
  | 'relay-busy'
  /** This relay is ending: another one behind the same balancer takes the next ask. */
  | 'relay-draining'
  | 'gateway-unreachable'
  | 'gateway-invalid'
  /** The gateway said that it is ending: nothing is begun there that it might not finish. */
  | 'gateway-draining'
  /** It does not know the pair that this relay serves any more: it was restarted. The next copy is on its way. */
  | 'gateway-changed'
  | 'log-unreachable';

const STATUS: Readonly<Record<RelayCode, number>> = {
  'not-found': 404,
  'method-not-allowed': 405,
  'media-type-wrong': 415,
  'request-too-large': 413,
  'request-invalid': 400,
  'nonce-invalid': 400,
  'rate-limited': 429,
  'relay-busy': 503,
  'relay-draining': 503,
  'gateway-unreachable': 502,
  'gateway-invalid': 502,
  'gateway-draining': 503,
  'gateway-changed': 503,
  'log-unreachable': 502,
};

const RETRY_AFTER_SECONDS: Partial<Readonly<Record<RelayCode, number>>> = {
  'rate-limited': 30,
  'relay-busy': 5,
  'relay-draining': 1,
  'gateway-draining': 10,
  'gateway-changed': 10,
};

export class RelayError extends CodedError<RelayCode> {
  get status(): number {
    return STATUS[this.code];
  }

  get retryAfterSeconds(): number | undefined {
    return RETRY_AFTER_SECONDS[this.code];
  }
}
