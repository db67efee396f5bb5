/** What can be wrong with a message between our own contexts. */
import { CodedError } from '../errors/index.ts';

export type MessagesErrorCode = 'message-invalid' | 'sender-refused' | 'worker-lost';

export class MessagesError extends CodedError<MessagesErrorCode> {}
