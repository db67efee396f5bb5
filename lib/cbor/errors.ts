/** What can be wrong with a CBOR item. Closed: readers above map these to their own codes. */
import { CodedError } from '../errors/index.ts';

export type CborErrorCode =
  | 'cbor-too-large'
  | 'cbor-truncated'
  | 'cbor-trailing'
  | 'cbor-too-deep'
  | 'cbor-too-many-items'
  | 'cbor-duplicate-key'
  | 'cbor-key-type'
  | 'cbor-not-minimal'
  | 'cbor-not-sorted'
  | 'cbor-indefinite'
  | 'cbor-number-too-large'
  | 'cbor-text-invalid'
  | 'cbor-tag'
  | 'cbor-unsupported';

export class CborError extends CodedError<CborErrorCode> {}
