/**
 * What can go wrong on the way to the relay and back. Every one of these was said by an unauthenticated party (the
 * relay, or somebody posing as it), so none says anything about what the enclave did.
 */
import { CodedError } from '../errors/index.ts';

export type RelayErrorCode =
  /** No connection, a refused redirect, a broken certificate: the browser does not say which. */
  | 'relay-unreachable'
  | 'relay-timeout'
  /** An answer with an error status. */
  | 'relay-refused'
  | 'relay-busy'
  | 'gateway-unknown'
  | 'gateway-unreachable'
  /** The typed refusal of RFC 9458 section 5.3: the key is no longer the gateway's. A hint and nothing more. */
  | 'gateway-key-mismatch'
  | 'relay-request-refused'
  | 'relay-media-type'
  | 'relay-too-large'
  | 'relay-cut'
  | 'relay-answer-invalid'
  /** The relay does not take the account: not signed in, or no longer. */
  | 'account-refused'
  /** The account has used up what it may spend. */
  | 'account-exhausted'
  /** The relay says that the chosen enclave is not active. A hint and nothing more. */
  | 'gateway-inactive'
  | 'chain-node-unreachable'
  /** The node answers the call with an error. */
  | 'chain-node-refused'
  | 'chain-node-invalid'
  | 'blob-unavailable'
  /** We ended it ourselves. */
  | 'stopped';

export class RelayError extends CodedError<RelayErrorCode> {}
