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
  /** The key that the evidence binds has not begun, or is over. */
  | 'key-config-expired'
  /** The log's time for the key is over, and nothing fresh enough could be read to tell more. */
  | 'key-log-late'
  /** Proven absent from the log, where the gateway said it stands. */
  | 'key-not-logged'
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
  /** The log's promise has run out, and nothing fresh enough could be read to tell more. */
  | 'settlement-late'
  /** Proven absent from the log after its deadline. */
  | 'settlement-missing'
  /** The log has signed two histories that contradict each other. */
  | 'log-split-view'
  | 'unexpected';

export class AskError extends CodedError<AskErrorCode> {}
