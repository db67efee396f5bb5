/** What can go wrong in the story itself, beside what its parts report. */
import { CodedError } from '../errors/index.ts';

export type AskErrorCode =
  | 'relay-unset'
  /** The browser has not been allowed to reach the relay's host. */
  | 'relay-permission-missing'
  | 'question-empty'
  /** What is to be hidden is not yet known for these texts. */
  | 'redaction-pending'
  /** It was put away or forgotten. */
  | 'ask-unknown'
  /** There is nothing yet to go on from. */
  | 'answer-missing'
  /** The gateway keeps refusing the very key that its evidence binds. */
  | 'key-refused'
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
