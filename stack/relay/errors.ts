/** The relay's own refusals. They are plain and prove nothing: a device treats them as anybody's word. */
import { CodedError } from '../../lib/errors/index.ts';

export type RelayCode =
  | 'not-found'
  | 'method-not-allowed'
  | 'media-type-wrong'
  | 'request-too-large'
  | 'request-invalid'
  | 'nonce-invalid'
  | 'gateway-unreachable'
  | 'gateway-invalid'
  /** It does not know the pair that this relay serves any more: it was restarted. The copy's time will end. */
  | 'gateway-changed'
  | 'log-unreachable';

const STATUS: Readonly<Record<RelayCode, number>> = {
  'not-found': 404,
  'method-not-allowed': 405,
  'media-type-wrong': 415,
  'request-too-large': 413,
  'request-invalid': 400,
  'nonce-invalid': 400,
  'gateway-unreachable': 502,
  'gateway-invalid': 502,
  'gateway-changed': 503,
  'log-unreachable': 502,
};

export class RelayError extends CodedError<RelayCode> {
  get status(): number {
    return STATUS[this.code];
  }
}
