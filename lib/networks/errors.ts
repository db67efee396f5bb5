/**
 * Why a network cannot be asked now, beside what its parts report. Must never hold a sentence for the screen: those
 * are chosen by code in lib/ask.
 */
import { CodedError } from '../errors/index.ts';

export type NetworkErrorCode =
  /** Some address that the network needs is not set. */
  | 'network-unset'
  /** No account is connected, and the relay asks only for those who have one. */
  | 'account-missing'
  /** Two chain nodes do not say the same. */
  | 'chain-disagrees'
  /** A node of another chain. */
  | 'chain-wrong'
  /** No enclave in the registry may be asked: none active, or none of an allowed build. */
  | 'registry-empty'
  /** The registry vouches for it and this device could not check again. */
  | 'registry-only';

export class NetworkError extends CodedError<NetworkErrorCode> {}
