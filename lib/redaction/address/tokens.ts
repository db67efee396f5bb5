/** The text as words and figures with what stands between them, read once; addresses are patterns of these. */
import { digitOf, isWordUnit } from '../characters.ts';
import type { Source } from '../source.ts';

export interface Token {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly lower: string;
  readonly isNumber: boolean;
  /** Begins with a capital, in scripts that have them. */
  readonly isCapital: boolean;
  /** What stands before it: a blank, a comma and a blank, nothing. Long gaps are cut. */
  readonly gap: string;
}

const MAX_GAP = 4;
const MAX_WORD = 60;
const APOSTROPHES = "'\u2019";

export function tokensOf(source: Source): Token[] {
  const tokens: Token[] = [];
  let last = 0;
  let index = 0;
  while (index < source.length) {
    if (!isWordUnit(source.at(index))) {
      index += 1;
      continue;
    }
    const end = wordEnd(source, index);
    tokens.push(tokenOf(source, index, end, last));
    last = end;
    index = end;
  }
  return tokens;
}

/** Hyphens and apostrophes inside of a word belong to it: "d'Italie", "Saint-Denis", "12a". */
function wordEnd(source: Source, start: number): number {
  let end = start;
  for (;;) {
    const unit = source.at(end);
    if (isWordUnit(unit)) end += 1;
    else if (isJoint(unit) && isWordUnit(source.at(end + 1)) && end > start) end += 2;
    else return end;
  }
}

const isJoint = (unit: number): boolean =>
  unit === 0x2d || (unit > 0 && APOSTROPHES.includes(String.fromCharCode(unit)));

function tokenOf(source: Source, start: number, end: number, last: number): Token {
  const text = source.slice(start, Math.min(end, start + MAX_WORD));
  const first = text[0] ?? '';
  return {
    start,
    end,
    text,
    lower: text.toLowerCase(),
    isNumber: digitOf(first.charCodeAt(0)) >= 0,
    isCapital: first !== first.toLowerCase(),
    gap: source.slice(Math.max(last, start - MAX_GAP), start),
  };
}

/** Only a blank before it, perhaps after a comma or the dot of an abbreviation; never a new line or sentence. */
export const isNear = (token: Token | undefined): boolean =>
  token !== undefined && /^[,.]?[ \u00a0]{1,2}$|^, ?$/.test(token.gap);

export const isJoined = (token: Token | undefined): boolean =>
  token !== undefined && /^[.]?[ \u00a0]?$/.test(token.gap);

/** "12", "12a", "12-14", "12/3": a number of a house. */
export const isHouse = (token: Token | undefined): boolean =>
  token !== undefined && /^[1-9]\d{0,4}(?:[a-z]|-\d{1,4}[a-z]?)?$/i.test(token.text);
