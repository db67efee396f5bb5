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
  | 'frame-not-readable'
  | 'page-not-readable'
  | 'page-changed'
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
  /** It stands where an answer could be written. */
  readonly isEditable: boolean;
  readonly hasFocus: boolean;
  /** The focus is in a frame inside of this one, or in one of another site: what is selected here is left over. */
  readonly focusIn: 'here' | 'frame' | 'foreign-frame';
  readonly title: string;
  readonly url: string;
}

/** A script's result with the frame that it came from, which the browser vouches for. */
export interface FrameResult {
  readonly frameId: number;
  readonly result: unknown;
}

export interface Selection {
  readonly text: string;
  readonly isCut: boolean;
  readonly title: string;
  readonly url: string;
  readonly frameId: number;
  readonly isEditable: boolean;
  /** The browser's own copy: the frame itself could not be read. */
  readonly isMenuText: boolean;
}
