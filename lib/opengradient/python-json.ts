/**
 * Writes a value exactly as Python's `json.dumps(value, sort_keys=True)` does, in ASCII. The gateway hashes that text,
 * so one character of difference makes every answer look forged.
 * Must never write a value that Python would have refused (an infinite number) or written otherwise.
 */
import { OpengradientError } from './errors.ts';
import { isList, isObject, JsonNumber, type Json, type JsonObject } from './json-tree.ts';

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};
// DEL is escaped too: Python keeps only 0x20 to 0x7e as they are.
// eslint-disable-next-line no-control-regex -- control characters are what has to be found
const ESCAPED = /["\\\u0000-\u001f\u007f-\uffff]/g;
// Python refuses to read integers of more digits.
const MAX_DIGITS = 4300;

export function writePythonJson(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return quoted(value);
  if (value instanceof JsonNumber) return pythonNumber(value);
  if (isList(value)) return `[${value.map(writePythonJson).join(', ')}]`;
  return isObject(value) ? writeObject(value) : '';
}

function writeObject(object: JsonObject): string {
  const members = [...object]
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([key, member]) => `${quoted(key)}: ${writePythonJson(member)}`);
  return `{${members.join(', ')}}`;
}

function quoted(text: string): string {
  const escaped = text.replace(ESCAPED, (unit) => {
    const code = unit.charCodeAt(0).toString(16).padStart(4, '0');
    return SHORT_ESCAPES[unit] ?? `\\u${code}`;
  });
  return `"${escaped}"`;
}

/** Python sorts by code point, JavaScript by UTF-16 unit: they differ once a character above U+FFFF is in play. */
export function compareCodePoints(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const difference = (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** A number without point and exponent is an int to Python and keeps its digits, any other is a float. */
function pythonNumber({ text }: JsonNumber): string {
  if (/[.eE]/.test(text)) return pythonFloat(Number(text));
  if (text.length > MAX_DIGITS) throw new OpengradientError('request-not-expressible', 'digits');
  return text === '-0' ? '0' : text;
}

/** `repr` of a Python float: shortest digits, positional from 1e-4 to below 1e16, two exponent digits at least. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) throw new OpengradientError('request-not-expressible', 'number');
  if (Object.is(value, -0)) return '-0.0';
  const [mantissa = '', exponentText = ''] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${digits.slice(exponent + 1) || '0'}`;
}
