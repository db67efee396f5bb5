export { DurableError, Journal, type DurableErrorCode } from './journal.ts';
