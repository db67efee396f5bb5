/** What can go wrong in the story itself, beside what its parts report. */
import { CodedError } from '../errors/index.ts';

export type AskErrorCode =
  | 'relay-unset'
  /** The browser has not been allowed to reach the relay's host. */
  | 'relay-permission-missing'
  | 'question-empty'
  | 'question-too-large'
  | 'ask-running'
  | 'model-unknown'
  /** The relay's key configuration is not the one that the evidence binds. */
  | 'key-config-differs'
  /** The gateway keeps refusing the very key that its evidence binds. */
  | 'key-refused'
  /** The enclave answered with an error, inside the seal. */
  | 'enclave-refused'
  | 'model-failed'
  | 'model-busy'
  | 'answer-invalid'
  | 'answer-too-large'
  | 'answer-model-differs'
  /** The worker ended while an answer was arriving. */
  | 'interrupted'
  | 'unexpected';

export class AskError extends CodedError<AskErrorCode> {}
