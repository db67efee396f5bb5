/**
 * JSON as Python sees it: numbers keep their text, because `1` and `1.0` are hashed differently, and objects are maps,
 * because a member may be called `__proto__`. The platform's own reader says first whether the text is JSON at all.
 * Must never turn a number into a double on the way: integers have no largest value here.
 */
import { OpengradientError } from './errors.ts';

export class JsonNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}
export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;

/** Python gives up at 1000 nested values, some of which its own callers use. */
const MAX_DEPTH = 900;
const SPACE = new Set([' ', '\t', '\n', '\r']);
const LITERALS: readonly (readonly [text: string, value: null | boolean])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

/** Reads JSON; throws 'request-not-expressible' for anything else, and where the nesting is too deep. */
export function readJson(text: string): Json {
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new OpengradientError('request-not-expressible', 'not JSON', { cause });
  }
  return new Walker(text).value(0);
}

/** Walks text that is known to be JSON, and so only has to find where things begin and end. */
class Walker {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > MAX_DEPTH) throw new OpengradientError('request-not-expressible', 'nesting');
    const next = this.#next();
    if (next === '{') return this.#object(depth);
    if (next === '[') return this.#list(depth);
    if (next === '"') return this.#string();
    const literal = LITERALS.find(([word]) => this.#text.startsWith(word, this.#at));
    if (literal !== undefined) {
      this.#at += literal[0].length;
      return literal[1];
    }
    const start = this.#at;
    while (/[-+.0-9eE]/.test(this.#text.charAt(this.#at))) this.#at += 1;
    return new JsonNumber(this.#text.slice(start, this.#at));
  }

  #object(depth: number): JsonObject {
    const members = new Map<string, Json>();
    this.#at += 1;
    while (this.#next() !== '}') {
      const key = this.#string();
      this.#skip(':');
      // Of two members with one name the last counts, in Python as in JavaScript.
      members.set(key, this.value(depth + 1));
      this.#skip(',');
    }
    this.#at += 1;
    return members;
  }

  #list(depth: number): readonly Json[] {
    const items: Json[] = [];
    this.#at += 1;
    while (this.#next() !== ']') {
      items.push(this.value(depth + 1));
      this.#skip(',');
    }
    this.#at += 1;
    return items;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (let c = this.#text.charAt(this.#at); c !== '"'; c = this.#text.charAt(this.#at)) {
      this.#at += c === '\\' ? 2 : 1;
    }
    this.#at += 1;
    return String(JSON.parse(this.#text.slice(start, this.#at)));
  }

  /** The next character that is not white space. */
  #next(): string {
    while (SPACE.has(this.#text.charAt(this.#at))) this.#at += 1;
    return this.#text.charAt(this.#at);
  }

  #skip(separator: string): void {
    if (this.#next() === separator) this.#at += 1;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return value instanceof Map;
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Python's truth: null, false, zero, and everything empty are false. */
export function isTruthy(value: Json | undefined): value is Json {
  if (value instanceof JsonNumber) return Number(value.text) !== 0;
  if (isObject(value)) return value.size > 0;
  if (isList(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== false && value !== '';
}
