/**
 * Every reason for which a credit, or something on the way to one, is refused. Closed.
 * Must never be sent over the wire by a gateway: all refusals look alike there, the reason stays inside the seal.
 */
import { CodedError } from '../errors/index.ts';

export type CreditsErrorCode =
  // issuer
  | 'issuer-key-invalid'
  | 'directory-invalid'
  | 'issuer-note-invalid'
  | 'token-request-invalid'
  | 'token-response-invalid'
  | 'batch-invalid'
  // token
  | 'token-length-invalid'
  | 'token-type-unknown'
  | 'token-key-unknown'
  | 'token-of-another-challenge'
  | 'token-signature-invalid'
  // HTTP
  | 'challenge-invalid'
  | 'header-invalid';

export class CreditsError extends CodedError<CreditsErrorCode> {}
