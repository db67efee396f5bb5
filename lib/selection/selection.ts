/**
 * What was highlighted: the result of one reading, and the reasons for having none.
 * Everything in it was written by the page and is hostile until shown otherwise.
 */
import { CodedError } from '../errors/index.ts';

/** UTF-16 units of page text that are taken over; the rest is cut and the person is told. */
export const MAX_SELECTION_LENGTH = 1_000_000;

export type SelectionErrorCode =
  | 'selection-empty'
  | 'selection-secret'
  | 'selection-too-long'
  | 'page-not-readable'
  | 'pdf-not-readable';

export class SelectionError extends CodedError<SelectionErrorCode> {}

/** What the page script returns from one frame. */
export interface FrameReading {
  readonly version: 1;
  readonly text: string;
  readonly isCut: boolean;
  /** The selection stands in a password, one-time-code or card field and was not read. */
  readonly isSecret: boolean;
  readonly isPdf: boolean;
  readonly hasFocus: boolean;
  readonly title: string;
  readonly url: string;
}

export interface Selection {
  readonly text: string;
  readonly isCut: boolean;
  readonly title: string;
  readonly url: string;
}
