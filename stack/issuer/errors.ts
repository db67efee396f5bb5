/** What an issuer refuses, and with which status inside the seal. Outside it nothing is said but "not opened". */
import { CodedError } from '../../lib/errors/index.ts';

export type IssuerErrorCode =
  | 'request-malformed'
  | 'target-unknown'
  | 'media-type-wrong'
  | 'key-unknown'
  | 'not-found'
  /** No kind of voucher knows it, its signature does not hold, or it is not for this issuer. */
  | 'voucher-invalid'
  | 'voucher-expired'
  /** Everything that it was worth has been issued, to other requests than this one. */
  | 'voucher-used'
  /** Requests that no issuing key can answer (RFC 9578 section 6.2: 422). */
  | 'token-request-invalid'
  /** No key issues now, or the disk takes nothing more: try again. */
  | 'issuer-unavailable'
  /** A refund for a token that was refunded to another request. */
  | 'refund-used'
  | 'token-invalid'
  | 'not-authorised'
  | 'issuer-state-corrupt';

const STATUS: Readonly<Record<IssuerErrorCode, number>> = {
  'request-malformed': 400,
  'target-unknown': 421,
  'media-type-wrong': 415,
  'key-unknown': 422,
  'not-found': 404,
  'voucher-invalid': 401,
  'voucher-expired': 403,
  'voucher-used': 409,
  'token-request-invalid': 422,
  'issuer-unavailable': 503,
  'refund-used': 409,
  'token-invalid': 422,
  'not-authorised': 401,
  'issuer-state-corrupt': 500,
};

export class IssuerError extends CodedError<IssuerErrorCode> {
  get status(): number {
    return STATUS[this.code];
  }
}
