/** What can be wrong with the bound transcript. Closed: callers map these codes to sentences. */
import { CodedError } from '../errors/index.ts';

export type BindingErrorCode = 'transcript-invalid' | 'statement-invalid' | 'envelope-invalid';

export class BindingError extends CodedError<BindingErrorCode> {}
