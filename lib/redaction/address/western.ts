/**
 * Street addresses in the languages that write a word for the street: number and name, or name and number. Each
 * pattern looks at a few tokens on either side of such a word, so the whole is linear.
 */
import type { Finding } from '../finding.ts';
import { byTown, wordBetween } from './by-town.ts';
import { extended } from './place.ts';
import { isHouse, isJoined, isNear, type Token } from './tokens.ts';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** English: these end the name, "221B Baker Street". */
const ENGLISH = set(
  'street st avenue ave road rd lane ln drive dr boulevard blvd way court ct place pl square sq terrace crescent ' +
    'close parkway pkwy highway hwy circle cir row mews quay grove walk hill gardens trail alley',
);
/** French: these begin it after the number, "12 bis, rue de la Paix". */
const FRENCH = set(
  'rue avenue av boulevard bd boul place chemin allée allées impasse quai route cours square passage faubourg rte',
);
/** Spanish, Italian, Portuguese, Polish, Russian, Ukrainian: these begin it and the number ends it. */
const ROMANCE = set(
  'calle avenida avda av plaza paseo carrera carretera camino ronda travesía vía via viale piazza corso largo ' +
    'vicolo strada piazzale rua travessa praça alameda estrada rodovia ul ulica al aleja ' +
    'ул улица проспект пр пер переулок бульвар шоссе наб набережная вул вулиця',
);
/** German and Dutch: the end of one word. */
const ENDINGS =
  /(?:straße|strasse|str|weg|platz|allee|gasse|ring|damm|ufer|chaussee|steig|markt|straat|laan|plein|gracht|kade|singel|dijk|steeg)$/;
/** German: a street of several words, "Unter den Linden 77". */
const GERMAN_BEGINS = set('am an auf im in unter zum zur vor hinter');
const SMALL = set(
  'de du des la le les l d el los las del y e da do dos das di della dello dei degli delle van der den het ten dem ' +
    'von und and of the zu saint st san santa sainte',
);
/** Words that stand before a square or a way without naming it. */
const ARTICLES = set(
  'der die das den dem des auf im am beim vom zum zur ein eine einen dieser jeder kein in an op de het een',
);
/** Words that end like a street and are none. */
const COMMON =
  /^(?:park|arbeits|stell|sitz|start|flug|sport|spiel|markt|steh|zelt|lager|liege)platz$|^(?:um|rück|hin|heim|aus|rad|fuß|fahr|gehweg|schul)weg$|^(?:anstieg|ausstieg)$/;
const UNITS_OF_MEASURE = /^(?:m|km|cm|min|uhr|prozent|grad|euro|stück|jahre|jahren|meter|minuten)$/;
const MAX_NAME = 5;

export function findWestern(tokens: readonly Token[]): Finding[] {
  const found: Finding[] = [];
  let from = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const range = rangeAt(tokens, index, from);
    if (range === undefined) continue;
    const [first, last] = extended(tokens, range);
    const [start, end] = [tokens[first]?.start, tokens[last]?.end];
    if (start === undefined || end === undefined) continue;
    found.push({ kind: 'address', start, end });
    from = last + 1;
    index = last;
  }
  return found;
}

export type TokenRange = readonly [first: number, last: number];

function rangeAt(tokens: readonly Token[], index: number, from: number): TokenRange | undefined {
  const token = tokens[index];
  if (token === undefined) return undefined;
  const { lower } = token;
  const range =
    (FRENCH.has(lower) ? numberBefore(tokens, index) : undefined) ??
    (ENGLISH.has(lower) && token.isCapital ? english(tokens, index) : undefined) ??
    (ROMANCE.has(lower) || isCalle(token, tokens[index + 1])
      ? romance(tokens, index)
      : undefined) ??
    (ENDINGS.test(lower) && token.isCapital ? oneWord(tokens, index) : undefined) ??
    (GERMAN_BEGINS.has(lower) && token.isCapital ? severalWords(tokens, index) : undefined) ??
    wordBetween(tokens, index) ??
    byTown(tokens, index);
  return range !== undefined && range[0] >= from ? range : undefined;
}

/** "C/ Mayor 5". */
function isCalle(token: Token, next: Token | undefined): boolean {
  return token.text === 'C' && next?.gap.startsWith('/') === true;
}

function english(tokens: readonly Token[], index: number): TokenRange | undefined {
  if (!isJoined(tokens[index])) return undefined;
  let hasName = false;
  for (let at = index - 1; at >= index - MAX_NAME && at >= 0; at -= 1) {
    const token = tokens[at];
    const gap = tokens[at + 1]?.gap ?? '';
    if (token === undefined || !/^\.?[ \u00a0]$/.test(gap)) return undefined;
    if (isHouse(token)) return hasName && gap !== '. ' ? [at, index] : undefined;
    const isName = token.isCapital || /^\d{1,3}(?:st|nd|rd|th)$/.test(token.lower);
    if (!isName && !SMALL.has(token.lower)) return undefined;
    hasName ||= isName;
  }
  return undefined;
}

function numberBefore(tokens: readonly Token[], index: number): TokenRange | undefined {
  const isBis = /^(?:bis|ter|quater)$/.test(tokens[index - 1]?.lower ?? '');
  const at = isBis ? index - 2 : index - 1;
  if (!isHouse(tokens[at]) || !isNear(tokens[index]) || (isBis && !isNear(tokens[index - 1])))
    return undefined;
  const last = nameEnd(tokens, index + 1);
  return last === undefined ? undefined : [at, last];
}

/** The last token of a name: capitals, with small words between them, none of them a number. */
function nameEnd(tokens: readonly Token[], start: number): number | undefined {
  let last: number | undefined;
  for (let at = start; at < start + MAX_NAME; at += 1) {
    const token = tokens[at];
    if (token === undefined || !(isJoined(token) || (at === start && /^\/ ?$/.test(token.gap))))
      return last;
    const isAbbreviated = (tokens[at - 1]?.text.length ?? 9) < 4;
    if (token.gap.startsWith('.') && at > start && !isAbbreviated) return last;
    if (token.isCapital || /^[ld]['’]/.test(token.lower)) last = at;
    else if (!SMALL.has(token.lower) && !token.isNumber) return last;
  }
  return last;
}

/** In small letters it may be a word like any other; then a year is no number of a house. */
function romance(tokens: readonly Token[], index: number): TokenRange | undefined {
  const range = numberAfter(tokens, index);
  if (range === undefined || tokens[index]?.isCapital === true) return range;
  return (tokens[range[1]]?.text.length ?? 0) < 4 ? range : undefined;
}

function numberAfter(tokens: readonly Token[], index: number): TokenRange | undefined {
  const last = nameEnd(tokens, index + 1);
  if (last === undefined) return undefined;
  // A name may hold a day: "Avenida 9 de Julio 1925".
  for (const at of [last + 1, last + 2]) {
    const token = tokens[at];
    if (
      at === last + 2 &&
      !/^(?:n|nº|n°|no|nr|num|núm|número|numero|km|д|дом|буд)$/.test(tokens[last + 1]?.lower ?? '')
    )
      continue;
    if (
      token !== undefined &&
      isHouse(token) &&
      /^(?:,|\.|[º°]\.?)?[ \u00a0]{0,2}$|^[º°.], ?$/.test(token.gap)
    )
      return [index, at];
  }
  return undefined;
}

function oneWord(tokens: readonly Token[], index: number): TokenRange | undefined {
  const [token, house] = [tokens[index], tokens[index + 1]];
  if (
    token === undefined ||
    house === undefined ||
    !isHouse(house) ||
    !isJoined(house) ||
    house.gap === ''
  )
    return undefined;
  const isWhole =
    /^(?:straße|strasse|weg|platz|allee|ring|damm|ufer|markt|gasse|str|laan|plein|singel|kade)$/.test(
      token.lower,
    );
  // "Seite: Ring 3" is no address; "Kölner Straße 3" is.
  if (isWhole) {
    const before = tokens[index - 1];
    if (before?.isCapital !== true || ARTICLES.has(before.lower) || !/^[ \u00a0]$/.test(token.gap))
      return undefined;
    return [index - 1, index + 1];
  }
  if (token.lower.length < 6 || COMMON.test(token.lower)) return undefined;
  return UNITS_OF_MEASURE.test(tokens[index + 2]?.lower ?? '') ? undefined : [index, index + 1];
}

/** "Am Alten Markt 5, 14467 Potsdam": only with its town, since "Im Jahr 5" begins the same. */
function severalWords(tokens: readonly Token[], index: number): TokenRange | undefined {
  for (let at = index + 1; at <= index + 4; at += 1) {
    const token = tokens[at];
    if (token === undefined || !isJoined(token)) return undefined;
    if (at > index + 1 && isHouse(token)) {
      const code = tokens[at + 1];
      const isTown =
        /^\d{4,5}$/.test(code?.text ?? '') && isNear(code) && tokens[at + 2]?.isCapital;
      return isTown === true ? [index, at] : undefined;
    }
    if (!token.isCapital && !SMALL.has(token.lower)) return undefined;
  }
  return undefined;
}
