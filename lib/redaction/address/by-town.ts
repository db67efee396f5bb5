/**
 * Addresses without a word for the street, told by what follows the number: a postal code and a town. And the ones of
 * languages whose word for the street stands between name and number.
 */
import { isHouse, isJoined, isNear, type Token } from './tokens.ts';
import type { TokenRange } from './western.ts';

/** Swedish, Norwegian, Danish, Finnish: the end of one word. */
const NORTHERN =
  /.{3}(?:gatan|vägen|gränden|torget|stigen|backen|gata|gaten|veien|vegen|plassen|gade|vej|stræde|plads|katu|kuja|polku|aukio)$/;
/** Turkish. */
const BETWEEN = new Set('caddesi cadde cd sokak sokağı sk bulvarı bulvar mahallesi'.split(' '));
const NUMBER_WORD = /^(?:no|numara)$/;
/** Words that are counted: no names of streets. */
const COUNTED =
  /^(?:page|chapter|section|figure|table|room|gate|seat|line|step|item|no|nr|vol|part|box|seite|kapitel|abschnitt|abbildung|tabelle|zimmer|figure|página|capítulo|sida|side|kapitola|strana)$/;

/** "Zahradní 45, 602 00 Brno"; a code of four figures may be a year, so it needs a street's own ending. */
export function byTown(tokens: readonly Token[], index: number): TokenRange | undefined {
  const [name, house] = [tokens[index], tokens[index + 1]];
  if (name === undefined || !name.isCapital || name.isNumber || name.text.length < 4)
    return undefined;
  if (!isHouse(house) || !/^[ \u00a0]$/.test(house?.gap ?? '')) return undefined;
  const isStreet = NORTHERN.test(name.lower);
  if (!isStreet && COUNTED.test(name.lower)) return undefined;
  const end = houseEnd(tokens, index + 1);
  if (isStreet || isTownAt(tokens, end + 1)) return [nameStart(tokens, index), end];
  return undefined;
}

/** "12/4": the flat behind the house. */
export function houseEnd(tokens: readonly Token[], house: number): number {
  const flat = tokens[house + 1];
  return flat?.gap === '/' && /^\d{1,4}[a-z]?$/i.test(flat.text) ? house + 1 : house;
}

function isTownAt(tokens: readonly Token[], at: number): boolean {
  const code = tokens[at];
  if (code === undefined || !/^,[ \u00a0]?$/.test(code.gap)) return false;
  if (/^(?:\d{5}|\d{2}-\d{3}|\d{4}-\d{3})$/.test(code.text)) return isTown(tokens[at + 1]);
  const second = tokens[at + 1];
  const isSplit = /^\d{3}$/.test(code.text) && /^\d{2}$/.test(second?.text ?? '');
  return isSplit && isNear(second) && isTown(tokens[at + 2]);
}

function isTown(token: Token | undefined): boolean {
  return token?.isCapital === true && !token.isNumber && /^[ \u00a0]$/.test(token.gap);
}

/** A second word of the name, right before the first. */
function nameStart(tokens: readonly Token[], index: number): number {
  const before = tokens[index - 1];
  const isOne = before?.isCapital === true && /^[ \u00a0]$/.test(tokens[index]?.gap ?? '');
  return isOne && /^[,.;:]/.test(before.gap) ? index - 1 : index;
}

/** "Bağdat Caddesi No: 214". */
export function wordBetween(tokens: readonly Token[], index: number): TokenRange | undefined {
  const [name, word] = [tokens[index - 1], tokens[index]];
  if (word === undefined || !BETWEEN.has(word.lower) || !isJoined(word)) return undefined;
  if (name?.isCapital !== true) return undefined;
  const next = tokens[index + 1];
  const at = NUMBER_WORD.test(next?.lower ?? '') ? index + 2 : index + 1;
  const house = tokens[at];
  if (!isHouse(house) || !/^[.:]{0,2}[ \u00a0]?$/.test(house?.gap ?? '')) return undefined;
  return [index - 1, houseEnd(tokens, at)];
}
