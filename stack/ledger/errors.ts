/** Everything that can be wrong with a ledger, as one closed list. */
import { CodedError } from '../../lib/errors/index.ts';

export type LedgerErrorCode =
  | 'ledger-folder-locked'
  | 'ledger-key-missing'
  | 'ledger-key-invalid'
  | 'ledger-origin-changed'
  | 'ledger-state-corrupt'
  | 'ledger-rolled-back'
  | 'ledger-file-differs'
  | 'ledger-overloaded'
  | 'ledger-stopped'
  | 'ledger-request-invalid'
  | 'ledger-submit-failed';

export class LedgerError extends CodedError<LedgerErrorCode> {}
