/**
 * Telephone numbers as people write them: with a plus (E.164), in the forms of their countries, or beside a word that
 * says what they are. Dates, versions, order numbers and large amounts are not.
 */
import { isEastAsian } from './characters.ts';
import { wordsBefore, type Window } from './numbers.ts';

const WORDS =
  /(?:tel(?! aviv)|(?<!i)phone|fon|call(?! of)|mobil|mobile|cell|fax|whats|handy|ruf|reach me|text me|hotline|dial|rappel|appel|joindre|portable|llam|móvil|celular|cellulare|chiama|电话|手机|電話|携帯|連絡先|联系|هاتف|جوال|اتصل|موبايل|звон|тел)[^\n]{0,24}$/;
const OTHER =
  /(?:isbn|issn|order|auftrag|bestell|kunden|account|konto|akten|dossier|commande|pedido|invoice|rechnung|facture|factura|\bref|sku|ticket|tracking|sendung|version|build|serial|rfc|doi|vol|part|model|订单|注文|طلب|\bid\b|\bno\b|\bnr\b)[^\n]{0,10}$/;
/** The part before it is no word but a mixture, as in the number of a parcel. */
const CODE = /(?:\d[a-z]{1,3}|[a-z]{2}\d{1,3}) $/;
const CONTEXT_LENGTH = 36;

/** National forms that need no word beside them: the grouping, and how the number begins. */
const FORMS: readonly (readonly [shapes: RegExp, begins: RegExp, gaps: RegExp])[] = [
  // North America.
  [/^3-3-4$/, /^[2-9]\d\d[2-9]/, /^(?:[-.]|\) ?|[ \u00a0])$/],
  [/^1-3-3-4$/, /^1[2-9]\d\d[2-9]/, /^(?:[-. ]| \(|\) ?)$/],
  // A leading zero: France, then two-figure, then longer area codes.
  [/^2-2-2-2-2$/, /^0[1-9]/, /^[ .\u00a0-]$/],
  [/^2-(?:4-4|8|3-4|3-2-2|7)$/, /^0[1-9]/, /^(?:[- /]|\) ?)$/],
  [/^[345](?:-\d{1,8}){1,4}$/, /^0[1-9]/, /^(?:[- /.]|\) ?| [-/] )$/],
  // Italy's mobiles, China's mobiles, India, Russia.
  [/^3-3-4$/, /^3[2-9]/, /^ $/],
  [/^3-4-4$/, /^1[3-9]/, /^[ -]$/],
  [/^5-5$/, /^[6-9]/, /^[ -]$/],
  [/^1-3-3-2-2$/, /^8[3489]/, /^(?:[- ]| \(|\) ?)$/],
  // Spain, in the grouping that no amount has.
  [/^3-2-2-2$/, /^[6-9]/, /^[ .]$/],
  [/^2-[45]-4$/, /^[1-9][1-9]/, /^(?:\) ?|-)$/],
];

/** Where the number really begins, with its plus and bracket; undefined when it is none. */
export function phoneStart(window: Window): number | undefined {
  const { source, start, digits } = window;
  const hasBracket = source.at(start - 1) === 0x28;
  const outer = hasBracket ? start - 1 : start;
  if (source.at(outer - 1) === 0x2b) return isInternational(window) ? outer - 1 : undefined;
  const words = wordsBefore(source, outer, CONTEXT_LENGTH);
  if (isCalled(window, words)) return outer;
  if (OTHER.test(words) || CODE.test(words)) return undefined;
  if (/^00[1-9]/.test(digits) && (window.groups[0]?.digits.length ?? 0) > 1) {
    return digits.length >= 11 && digits.length <= 16 && window.groups.length > 1
      ? outer
      : undefined;
  }
  return isNational(window) ? outer : undefined;
}

function isInternational({ digits, groups }: Window): boolean {
  if (digits.startsWith('0') || (digits.length < 10 && groups.length < 2)) return false;
  return digits.startsWith('1') ? digits.length === 11 : digits.length >= 8 && digits.length <= 15;
}

/** A word says that it is a telephone. */
function isCalled({ digits, source, start, groups }: Window, words: string): boolean {
  if (digits.length < 7 || digits.length > 15) return false;
  if (!WORDS.test(words) || OTHER.test(words)) return isPlainChinese(digits, source.at(start - 1));
  // A day beside such a word is still a day.
  return !isDate(groups.map((group) => group.digits));
}

/** Eleven figures right behind a Chinese character. */
function isPlainChinese(digits: string, before: number): boolean {
  return /^1[3-9]\d{9}$/.test(digits) && (isEastAsian(before) || before === 0xff1a);
}

function isDate(groups: readonly string[]): boolean {
  const [a = '', b = '', c = ''] = groups;
  if (groups.length < 3 || b.length > 2) return false;
  return /^(?:19|20)\d\d$/.test(a) || (a.length <= 2 && /^(?:19|20)\d\d$/.test(c));
}

function isNational({ digits, shape, gaps, groups }: Window): boolean {
  if (digits.length < 8 || digits.length > 13) return false;
  if (isDate(groups.map((group) => group.digits))) return false;
  const form = FORMS.find(([shapes, begins]) => shapes.test(shape) && begins.test(digits));
  if (form === undefined) return false;
  if (/^[345]-/.test(shape) && digits.length < 9) return false;
  const isLocal = shape.startsWith('2-') && /^[1-9]/.test(digits);
  // Brazil writes its area in brackets; without them two groups and a dash can be anything.
  if (isLocal && !(gaps[0] ?? '').startsWith(')')) return false;
  return gaps.every((gap) => form[2].test(gap));
}
