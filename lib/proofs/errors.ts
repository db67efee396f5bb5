/** What can go wrong in the store of asks and proofs. */
import { CodedError } from '../errors/index.ts';

export type ProofsErrorCode =
  /** No IndexedDB here (a private window of Firefox, a broken profile). */
  | 'store-unavailable'
  | 'store-full'
  /** The key is wrapped under a passphrase that nobody has given yet. */
  | 'locked'
  | 'passphrase-wrong'
  /** Too many wrong ones: the next may be tried later. */
  | 'passphrase-wait'
  | 'passphrase-too-short'
  /** A record that cannot be what was written: somebody or something changed it. */
  | 'record-invalid'
  | 'record-unreadable'
  | 'proof-unknown'
  /** Without a receipt there is nothing to hand over that anyone could check. */
  | 'proof-incomplete';

export class ProofsError extends CodedError<ProofsErrorCode> {}
