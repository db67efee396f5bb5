/**
 * National numbers made of digits alone. Each names the groupings it is written in; one whose check is weak counts
 * only beside a word that says what it is.
 */
import { wordsBefore, type Window } from '../numbers.ts';
import { isDay, luhn, mod11and10, remainder, verhoeff, weighted } from './checks.ts';

interface DigitId {
  readonly shapes: readonly string[];
  /** What may stand between the groups; '' where one group is all. */
  readonly gaps?: RegExp;
  readonly check: (digits: string) => boolean;
  /** Words of which one must stand just before. */
  readonly context?: RegExp;
}

const BLANK = /^[ \u00a0\u202f]$/;
const DASH = /^[-\u2010\u2011]$/;

const IDS: readonly DigitId[] = [
  // Switzerland, AHV: an EAN that begins with 756.
  { shapes: ['3-4-4-2', '13'], gaps: /^[. ]$/, check: (n) => n.startsWith('756') && ean(n) },
  // Brazil, CPF.
  { shapes: ['3-3-3-2'], gaps: /^[.-]$/, check: cpf },
  { shapes: ['11'], check: cpf, context: /cpf/ },
  // Belgium, number of the national register.
  { shapes: ['2-2-2-3-2'], gaps: /^[ .-]$/, check: belgian },
  // Sweden, personnummer.
  { shapes: ['6-4'], gaps: /^[-+]$/, check: swedish },
  { shapes: ['8-4'], gaps: /^[-+]$/, check: (n) => swedish(n.slice(2)) },
  // Korea, number of residents.
  { shapes: ['6-7'], gaps: DASH, check: korean },
  // China, resident identity; the form that ends in X is in letter-ids.ts.
  { shapes: ['18'], check: chinese },
  // France, social security.
  {
    shapes: ['1-2-2-2-3-3-2', '15', '13-2'],
    gaps: BLANK,
    check: (n) => n.length === 15 && french(n),
  },
  // Germany, tax identification.
  { shapes: ['2-3-3-3'], gaps: BLANK, check: german },
  { shapes: ['11'], check: german, context: /steuer|idnr|id-nr|tax/ },
  // Poland, PESEL. Turkey, identity number. South Africa, identity number.
  { shapes: ['11'], check: polish },
  { shapes: ['11'], check: turkish, context: /t\.?c\.?|kimlik/ },
  { shapes: ['13'], check: southAfrican, context: /\bid\b|identity|identiteit/ },
  // India, Aadhaar.
  { shapes: ['4-4-4'], gaps: /^[ -]$/, check: (n) => /^[2-9]/.test(n) && verhoeff(n) },
  { shapes: ['12'], check: verhoeff, context: /aadhaar|आधार|uidai/ },
  // Japan, My Number.
  {
    shapes: ['4-4-4', '12'],
    gaps: /^[ -]$/,
    check: japanese,
    context: /マイナンバー|個人番号|my number/,
  },
  // The Netherlands, BSN. Canada, SIN. Australia, TFN. Saudi Arabia. Denmark, CPR.
  {
    shapes: ['9', '4-2-3', '3-3-3'],
    gaps: /^[ .]$/,
    check: dutch,
    context: /bsn|burgerservice|sofi/,
  },
  {
    shapes: ['9', '3-3-3'],
    gaps: /^[ -]$/,
    check: luhn,
    context: /\bsin\b|social insurance|assurance sociale/,
  },
  { shapes: ['9', '3-3-3'], gaps: BLANK, check: australian, context: /\btfn\b|tax file/ },
  {
    shapes: ['10'],
    check: (n) => /^[12]/.test(n) && luhn(n),
    context: /هوية|إقامة|national id|iqama/,
  },
  {
    shapes: ['6-4', '10'],
    gaps: DASH,
    check: (n) => isDay(n.slice(2, 4), n.slice(0, 2)),
    context: /cpr/,
  },
  // Norway, fødselsnummer: two check digits. Czechia and Slovakia, rodné číslo. Romania, CNP.
  { shapes: ['11', '6-5'], gaps: BLANK, check: norwegian },
  { shapes: ['6-4'], gaps: /^\/$/, check: czech },
  { shapes: ['13'], check: romanian, context: /\bcnp\b|numeric personal/ },
  // Portugal, NIF. Chile, RUT; the form that ends in K is in letter-ids.ts. Argentina, CUIL. Israel. Greece, AMKA.
  { shapes: ['9', '3-3-3'], gaps: BLANK, check: portuguese, context: /\bnif\b|contribuinte/ },
  {
    shapes: ['2-3-3-1', '1-3-3-1', '8-1', '7-1'],
    gaps: /^[.-]$/,
    check: chilean,
    context: /\bru[tn]\b/,
  },
  { shapes: ['2-8-1', '11'], gaps: DASH, check: argentine, context: /\bcui[lt]\b/ },
  { shapes: ['9'], check: luhn, context: /תעודת זהות|ת"ז|ת\.ז|teudat/ },
  {
    shapes: ['11'],
    check: (n) => isDay(n.slice(2, 4), n.slice(0, 2)) && luhn(n),
    context: /αμκα|amka/,
  },
  // United States, social security: no check digit, but a form of its own.
  { shapes: ['3-2-4'], gaps: DASH, check: american },
  { shapes: ['3-2-4', '9'], gaps: BLANK, check: american, context: /\bssn\b|social security/ },
];

const CONTEXT_LENGTH = 40;

export function isDigitId(window: Window): boolean {
  const candidates = IDS.filter(({ shapes }) => shapes.includes(window.shape));
  return candidates.some(({ gaps, check, context }) => {
    if (!window.gaps.every((gap) => gaps?.test(gap) === true)) return false;
    if (!check(window.digits)) return false;
    return context?.test(wordsBefore(window.source, window.start, CONTEXT_LENGTH)) ?? true;
  });
}

function ean(n: string): boolean {
  return weighted(n, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0;
}

function cpf(n: string): boolean {
  if (new Set(n).size === 1) return false;
  const first = (weighted(n, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11;
  const second = (weighted(n, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11;
  return first % 10 === Number(n[9]) && second % 10 === Number(n[10]);
}

function belgian(n: string): boolean {
  if (!isDay(n.slice(2, 4), n.slice(4, 6))) return false;
  const [body, check] = [n.slice(0, 9), Number(n.slice(9))];
  return 97 - remainder(body, 97) === check || 97 - remainder(`2${body}`, 97) === check;
}

function swedish(n: string): boolean {
  // Coordination numbers add sixty to the day.
  const day = Number(n.slice(4, 6));
  return isDay(n.slice(2, 4), String(day > 60 ? day - 60 : day)) && luhn(n);
}

function korean(n: string): boolean {
  if (!isDay(n.slice(2, 4), n.slice(4, 6)) || !/[1-8]/.test(n[6] ?? '')) return false;
  const sum = weighted(n, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);
  return (11 - (sum % 11)) % 10 === Number(n[12]);
}

export function chinese(n: string): boolean {
  if (!/^[1-8]\d{5}(?:19|20)/.test(n) || !isDay(n.slice(10, 12), n.slice(12, 14))) return false;
  const sum = weighted(n, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return '10X98765432'[sum % 11] === n[17]?.toUpperCase();
}

function french(n: string): boolean {
  const month = Number(n.slice(3, 5));
  if (!/^[12]/.test(n) || month < 1 || (month > 12 && month < 20) || month > 42) return false;
  return 97 - remainder(n.slice(0, 13), 97) === Number(n.slice(13));
}

/** Of the first ten digits exactly one comes twice or three times. */
function german(n: string): boolean {
  const counts = [...'0123456789'].map((digit) => n.slice(0, 10).split(digit).length - 1);
  const repeated = counts.filter((count) => count > 1);
  return !n.startsWith('0') && repeated.length === 1 && (repeated[0] ?? 9) <= 3 && mod11and10(n);
}

function polish(n: string): boolean {
  // The month tells the century: 1900s as it is, 2000s plus twenty, and so on.
  const month = Number(n.slice(2, 4)) % 20;
  if (!isDay(String(month), n.slice(4, 6))) return false;
  return weighted(n, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

function turkish(n: string): boolean {
  const odd = weighted(n, [1, 0, 1, 0, 1, 0, 1, 0, 1]);
  const even = weighted(n, [0, 1, 0, 1, 0, 1, 0, 1]);
  const tenth = (((odd * 7 - even) % 10) + 10) % 10;
  const all = weighted(n, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
  return !n.startsWith('0') && tenth === Number(n[9]) && all % 10 === Number(n[10]);
}

function southAfrican(n: string): boolean {
  return isDay(n.slice(2, 4), n.slice(4, 6)) && /[012]/.test(n[10] ?? '') && luhn(n);
}

function japanese(n: string): boolean {
  const rest = weighted(n, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === Number(n[11]);
}

function dutch(n: string): boolean {
  return n !== '000000000' && weighted(n, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

function australian(n: string): boolean {
  return weighted(n, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0;
}

function norwegian(n: string): boolean {
  // Numbers of people without residence add forty to the day.
  const day = Number(n.slice(0, 2));
  if (!isDay(n.slice(2, 4), String(day > 40 ? day - 40 : day))) return false;
  const isFirst = weighted(n, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 === 0;
  return isFirst && weighted(n, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** Women's months have fifty added, and twenty where a day's numbers ran out. */
function czech(n: string): boolean {
  const month = Number(n.slice(2, 4)) % 50;
  return isDay(String(month > 20 ? month - 20 : month), n.slice(4, 6)) && Number(n) % 11 === 0;
}

function romanian(n: string): boolean {
  const sum = weighted(n, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return isDay(n.slice(3, 5), n.slice(5, 7)) && (sum === 10 ? 1 : sum) === Number(n[12]);
}

function portuguese(n: string): boolean {
  const rest = 11 - (weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest > 9 ? 0 : rest) === Number(n[8]);
}

/** The weights run from the right, two to seven and again. */
export function chileanCheck(body: string): string {
  const sum = [...body].reverse().reduce((all, one, at) => all + Number(one) * (2 + (at % 6)), 0);
  const rest = 11 - (sum % 11);
  return rest === 11 ? '0' : rest === 10 ? 'K' : String(rest);
}

function chilean(n: string): boolean {
  return chileanCheck(n.slice(0, -1)) === n.at(-1);
}

function argentine(n: string): boolean {
  const rest = 11 - (weighted(n, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest === 11 ? 0 : rest) === Number(n[10]);
}

function american(n: string): boolean {
  return !/^(?:000|666|9)/.test(n) && n.slice(3, 5) !== '00' && n.slice(5) !== '0000';
}
