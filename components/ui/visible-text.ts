/**
 * Finds characters that change or hide what a person reads: bidirectional overrides (Unicode TR 36 and
 * "Trojan Source"), zero-width and tag characters, control codes. They are shown by their code point instead.
 * Joiners (U+200C, U+200D) stay: Persian, Indic scripts and emoji need them.
 */

export type Piece = { kind: 'text'; text: string } | { kind: 'mark'; code: string; count: number };

const HIDDEN =
  // eslint-disable-next-line no-control-regex -- control codes are what is looked for
  /([\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}])\1*/gu;

/** More marks than this would cost more to draw than they tell; the rest become one replacement character. */
const MAX_MARKS = 400;

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

export function visiblePieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  let marks = 0;
  for (const match of text.matchAll(HIDDEN)) {
    const character = match[1] ?? '';
    if (marks === MAX_MARKS) break;
    if (match.index > end) pieces.push({ kind: 'text', text: text.slice(end, match.index) });
    pieces.push({
      kind: 'mark',
      code: codePoint(character),
      count: match[0].length / character.length,
    });
    marks += 1;
    end = match.index + match[0].length;
  }
  const rest = text.slice(end);
  if (rest) pieces.push({ kind: 'text', text: rest.replace(HIDDEN, '\ufffd') });
  return pieces;
}
