export { LedgerError, type LedgerErrorCode } from './errors.ts';
export {
  prepareLogKey,
  startLedger,
  type LedgerOptions,
  type RunningLedger,
} from './start-ledger.ts';
export { submitEntries, type LogTarget } from './submit.ts';
