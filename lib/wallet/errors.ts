/** What can go wrong with credits on the device. Must never say which voucher or credit it was. */
import { CodedError } from '../errors/index.ts';

export type WalletErrorCode =
  /** Fewer than the ask costs. */
  | 'credits-none'
  /** The issuer's keys are not those that were seen before, or not in the log: nothing is bought or spent. */
  | 'credits-keys-differ'
  /** What the issuer says of itself is not signed by the key that the enclave's statement names. */
  | 'credits-issuer-invalid'
  | 'credits-issuer-unreachable'
  | 'credits-voucher-invalid'
  | 'credits-voucher-expired'
  | 'credits-voucher-used'
  /** As many wait as are kept: another one would push one of them out. */
  | 'credits-vouchers-many'
  /** What is kept cannot be read. */
  | 'credits-unreadable';

export class WalletError extends CodedError<WalletErrorCode> {}
