/**
 * The two verifications of our own network and what follows from the second: a late part of the worker (lib/late), as it
 * is needed when somebody is about to ask, and by no other waking. Must stay without a network and a store.
 */
import { checkEnclave } from './enclave-check.ts';
import { watchOf } from './log-watch.ts';
import { checkReceipt } from './receipt-check.ts';

export interface SottoChecks {
  readonly checkEnclave: typeof checkEnclave;
  readonly checkReceipt: typeof checkReceipt;
  readonly watchOf: typeof watchOf;
}

export const sottoChecks: SottoChecks = { checkEnclave, checkReceipt, watchOf };
