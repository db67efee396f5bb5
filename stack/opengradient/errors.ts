/** Why the emulator cannot run or go on. Closed; nothing here is ever shown by the extension. */
import { CodedError } from '../../lib/errors/index.ts';

export type EmulatorErrorCode =
  'anvil-missing' | 'anvil-failed' | 'rpc-failed' | 'transaction-reverted' | 'gateway-unknown';

export class EmulatorError extends CodedError<EmulatorErrorCode> {}
