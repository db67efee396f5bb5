/**
 * Puts what stayed on the device back into an answer, for reading and copying here. The answer itself, which the
 * receipt signs, stays as it came. Must never be fed anything that is sent, stored as the answer, or checked.
 */
import { NAMES } from './finding.ts';
import type { Mark } from './redact.ts';

/** A piece of an answer: as it came, or put back. */
export interface Piece {
  readonly text: string;
  readonly placeholder?: string;
}

/** As models write them back: other letters, an underscore or a dash for the blank. */
const PLACEHOLDER = /\[([A-Za-z]{2,7})[ _\u00a0-]?(\d{1,4})\]/g;
/** The longest one: "[ADDRESS 9999]". */
const MAX_PLACEHOLDER = 14;
const KNOWN: ReadonlySet<string> = new Set(Object.values(NAMES));

/** Whether a text is a placeholder of ours as models write them, and nothing else. */
export function isPlaceholder(text: string): boolean {
  const [match] = text.matchAll(PLACEHOLDER);
  return match?.[0] === text && KNOWN.has(match[1]?.toUpperCase() ?? '');
}

type MarkText = Pick<Mark, 'placeholder' | 'text'>;

export function piecesOf(text: string, marks: readonly MarkText[]): Piece[] {
  if (marks.length === 0 || !text.includes('[')) return text === '' ? [] : [{ text }];
  const byPlaceholder = new Map(marks.map(({ placeholder, text: real }) => [placeholder, real]));
  const pieces: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    const placeholder = `[${match[1]?.toUpperCase() ?? ''} ${match[2] ?? ''}]`;
    const real = byPlaceholder.get(placeholder);
    if (real === undefined) continue;
    if (match.index > at) pieces.push({ text: text.slice(at, match.index) });
    pieces.push({ text: real, placeholder });
    at = match.index + match[0].length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}

export function restored(text: string, marks: readonly MarkText[]): string {
  return piecesOf(text, marks)
    .map((piece) => piece.text)
    .join('');
}

/**
 * How much of a streaming answer can be shown: a placeholder that has begun at its end is held back until the rest
 * has come, so that nobody sees half of one.
 */
export function showableLength(text: string, marks: readonly MarkText[]): number {
  if (marks.length === 0) return text.length;
  const open = text.lastIndexOf('[');
  if (open < 0 || text.length - open >= MAX_PLACEHOLDER) return text.length;
  const begun = text.slice(open);
  return /^\[[A-Za-z]{0,7}(?:[ _\u00a0-]?\d{0,4})$/.test(begun) ? open : text.length;
}
