/**
 * Python's `json.dumps(json.loads(text), sort_keys=True)`, as the gateway's Python does it, in one pass over the tokens:
 * numbers are rewritten from their own text, since `1` and `1.0` differ there. Not the code of lib/opengradient, on
 * purpose: the two are held against each other, and both against Python, by tests.
 */

export interface PyNumber {
  readonly digits: string;
}
export type Py = null | boolean | string | PyNumber | Py[] | PyDict;
export type PyDict = Map<string, Py>;

const TOKEN =
  /[\s]*(?:(?<text>"(?:[^"\\]|\\.)*")|(?<number>-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|(?<word>true|false|null)|(?<mark>[{}[\],:]))/y;

/** `json.loads`; undefined for text that is not JSON. */
export function loads(text: string): Py | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  const tokens = new Tokens(text);
  return valueFrom(tokens, tokens.next());
}

class Tokens {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  next(): Record<string, string | undefined> {
    TOKEN.lastIndex = this.#at;
    const { groups } = TOKEN.exec(this.#text) ?? {};
    this.#at = TOKEN.lastIndex;
    return groups ?? {};
  }
}

function valueFrom(tokens: Tokens, token: Record<string, string | undefined>): Py {
  const { text, number, word, mark } = token;
  if (text !== undefined) return String(JSON.parse(text));
  if (number !== undefined) return { digits: number };
  if (mark === '[') return listFrom(tokens);
  if (mark === '{') return dictFrom(tokens);
  return word === 'null' ? null : word === 'true';
}

function listFrom(tokens: Tokens): Py[] {
  const items: Py[] = [];
  for (let token = tokens.next(); token['mark'] !== ']'; token = tokens.next()) {
    if (token['mark'] !== ',') items.push(valueFrom(tokens, token));
  }
  return items;
}

function dictFrom(tokens: Tokens): PyDict {
  const dict: PyDict = new Map();
  for (let token = tokens.next(); token['mark'] !== '}'; token = tokens.next()) {
    if (token['text'] === undefined) continue;
    const key = String(JSON.parse(token['text']));
    tokens.next(); // the colon
    dict.set(key, valueFrom(tokens, tokens.next()));
  }
  return dict;
}

export function isDict(value: Py | undefined): value is PyDict {
  return value instanceof Map;
}

export function isNumber(value: Py | undefined): value is PyNumber {
  return typeof value === 'object' && value !== null && 'digits' in value;
}

/** `bool(value)`. */
export function truth(value: Py | undefined): boolean {
  if (isNumber(value)) return Number(value.digits) !== 0;
  if (Array.isArray(value)) return value.length > 0;
  return isDict(value) ? value.size > 0 : Boolean(value);
}

export function dumps(value: Py): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quote(value);
  if (Array.isArray(value)) return `[${value.map(dumps).join(', ')}]`;
  if (isNumber(value)) return numeral(value.digits);
  const keys = [...value.keys()].sort(byCodePoint);
  return `{${keys.map((key) => `${quote(key)}: ${dumps(value.get(key) ?? null)}`).join(', ')}}`;
}

/** UTF-32 order: a surrogate pair stands above every single unit. */
function byCodePoint(a: string, b: string): number {
  const [left, right] = [utf32(a), utf32(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function utf32(text: string): string {
  return [...text].map((c) => (c.codePointAt(0) ?? 0).toString(16).padStart(6, '0')).join('');
}

/** JSON.stringify escapes control characters already; what is left are DEL and everything beyond ASCII. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function numeral(digits: string): string {
  return /^-?\d+$/.test(digits) ? String(BigInt(digits)) : floatRepr(Number(digits));
}

/** `float.__repr__`: JavaScript has the same shortest digits and puts the exponent elsewhere. */
export function floatRepr(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const plain = String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [mantissa = '', exponent = ''] = value.toExponential().split('e');
    return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
  }
  return plain.includes('.') ? plain : `${plain}.0`;
}
