/** What belongs to an address behind its street: flat, floor, postal code, town, state. */
import { houseEnd } from './by-town.ts';
import { isNear, type Token } from './tokens.ts';
import type { TokenRange } from './western.ts';

const UNITS =
  /^(?:кв|квартира|корп|корпус|apt|apartment|suite|ste|unit|flat|floor|fl|piso|planta|puerta|esc|bât|étage|appt|interno|scala|apto|whg|m)$/;
const POSTAL = /^(?:\d{4,6}(?:-\d{3,4})?|\d{2}-\d{3}|[A-Z]{1,2}\d[A-Z\d]?|[A-Z]\d[A-Z])$/;
const POSTAL_SECOND = /^(?:\d[A-Z]{2}|\d[A-Z]\d|[A-Z]{2})$/;
const MAX_TOWN = 5;
/** Within the name of a town: "Rio de Janeiro". */
const OF_TOWNS =
  /^(?:d[aeiou]|do|dos|das|del|della|la|le|les|los|sur|en|am|an|der|im|upon|on|nad)$/;

export function extended(tokens: readonly Token[], [first, last]: TokenRange): TokenRange {
  let end = last;
  if (/^[NSEW]{1,2}$/.test(tokens[end + 1]?.text ?? '') && isNear(tokens[end + 1])) end += 1;
  end = unitEnd(tokens, houseEnd(tokens, end));
  const town = townEnd(tokens, end);
  return [first, town];
}

/** ", Apt 4B", " #12", ", 3º B". */
function unitEnd(tokens: readonly Token[], end: number): number {
  const [unit, number] = [tokens[end + 1], tokens[end + 2]];
  if (unit === undefined) return end;
  if (UNITS.test(unit.lower) && isNear(unit) && isShort(number)) return end + 2;
  if (/^,? ?#$/.test(unit.gap) && isShort(unit)) return end + 1;
  if (
    /^\d{1,2}[ºª°]?$/.test(unit.text) &&
    unit.gap === ', ' &&
    /^\.?[ºª°]\.? ?$/.test(number?.gap ?? '')
  ) {
    return isShort(number) ? end + 2 : end + 1;
  }
  return end;
}

const isShort = (token: Token | undefined): boolean =>
  token !== undefined && token.text.length <= 4 && token.gap.length <= 2;

/** The code and the town in either order; a town alone, without a code, is left: a name of a town tells little. */
function townEnd(tokens: readonly Token[], end: number): number {
  const next = tokens[end + 1];
  // A stop behind a number ends the sentence.
  if (next === undefined || !isNear(next) || next.gap.startsWith('.')) return end;
  const isSplit = /^\d{3}$/.test(next.text) && /^\d{2}$/.test(tokens[end + 2]?.text ?? '');
  if (isSplit || POSTAL.test(next.text)) return codeFirst(tokens, end + 1);
  if (!next.isCapital) return end;
  for (let at = end + 2; at <= end + 2 + MAX_TOWN; at += 1) {
    const token = tokens[at];
    if (token === undefined || !(isNear(token) || /^ [-–] $/.test(token.gap))) return end;
    if (POSTAL.test(token.text)) {
      return isNear(tokens[at + 1]) && POSTAL_SECOND.test(tokens[at + 1]?.text ?? '') ? at + 1 : at;
    }
    if (!token.isCapital && !OF_TOWNS.test(token.lower)) return end;
  }
  return end;
}

function codeFirst(tokens: readonly Token[], code: number): number {
  let end = code;
  // Sweden, Czechia, Slovakia, Greece write it in two: "602 00".
  const isSplit = /^\d{3}$/.test(tokens[code]?.text ?? '');
  const second = tokens[end + 1];
  if (isNear(second) && (isSplit || POSTAL_SECOND.test(second?.text ?? ''))) end += 1;
  const town = tokens[end + 1];
  return town?.isCapital === true && /^[ \u00a0]$/.test(town.gap) ? end + 1 : end;
}
