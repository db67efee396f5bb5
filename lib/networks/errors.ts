/**
 * Why a network cannot be asked now, or its answer not be taken, beside what its parts report. Must never hold a
 * sentence for the screen: those are chosen by code in lib/ask.
 */
import { CodedError } from '../errors/index.ts';

export type NetworkErrorCode =
  | 'question-too-large'
  | 'model-unknown'
  /** The relay's key configuration is not the one that the evidence binds. */
  | 'key-config-differs'
  /** The key that the evidence binds has not begun, or is over. */
  | 'key-config-expired'
  /** The log's time for the key is over, and nothing fresh enough could be read to tell more. */
  | 'key-log-late'
  /** Proven absent from the log, where the gateway said it stands. */
  | 'key-not-logged'
  /** The enclave answered with an error, inside the seal. */
  | 'enclave-refused'
  | 'model-failed'
  | 'model-busy'
  | 'answer-invalid'
  | 'answer-too-large'
  | 'answer-model-differs'
  /** What the enclave says of the credits that came with an ask, inside the seal. */
  | 'credits-missing'
  | 'credits-invalid'
  | 'credits-spent'
  | 'credits-under-way'
  | 'credits-refunded'
  | 'credits-unavailable'
  /** It costs more than what the person saw before Send. */
  | 'credits-price-risen'
  /** Some address that the network needs is not set. */
  | 'network-unset'
  /** No account is connected, and the relay asks only for those who have one. */
  | 'account-missing'
  | 'unexpected';

export class NetworkError extends CodedError<NetworkErrorCode> {}
