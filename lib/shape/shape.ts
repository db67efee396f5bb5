/**
 * Small parsers for JSON-like data of unknown origin: a value is `unknown` until one of these has named it.
 * Strict: unknown fields are refused, lengths are bounded. Must never repair or guess what a value may have meant.
 * The makers of parsers are marked free of effects, so that a build leaves out the shapes that it never reads.
 */

/** Returns the value under its proven type, or throws a ShapeError that names the place. */
export type Parser<T> = (value: unknown, path?: string) => T;
export type Parsed<P> = P extends Parser<infer T> ? T : never;

/** A value does not have the shape it was said to have. `shape` imports nothing, so this stands on Error itself. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
  readonly code = 'shape-invalid';

  /** @param path Where in the value, never what stood there: it may be private text. */
  constructor(path: string, expected: string) {
    super(`shape-invalid: ${path === '' ? 'value' : path} is not ${expected}`);
  }
}

/** A text of at most `maxLength` UTF-16 units that matches the pattern, if one is given. */
/* @__NO_SIDE_EFFECTS__ */
export function text(maxLength: number, pattern?: RegExp): Parser<string> {
  return (value, path = '') => {
    if (typeof value !== 'string' || value.length > maxLength) {
      throw new ShapeError(path, `a text of at most ${maxLength}`);
    }
    if (pattern !== undefined && !pattern.test(value)) throw new ShapeError(path, `${pattern}`);
    return value;
  };
}

export const flag: Parser<boolean> = (value, path = '') => {
  if (typeof value !== 'boolean') throw new ShapeError(path, 'true or false');
  return value;
};

/** A whole number from 0 to `max`. */
/* @__NO_SIDE_EFFECTS__ */
export function count(max: number = Number.MAX_SAFE_INTEGER): Parser<number> {
  return (value, path = '') => {
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0 || value > max) {
      throw new ShapeError(path, `a whole number up to ${max}`);
    }
    return value;
  };
}

/** One of the listed texts or numbers. */
/* @__NO_SIDE_EFFECTS__ */
export function oneOf<const T extends string | number>(...allowed: readonly T[]): Parser<T> {
  return (value, path = '') => {
    for (const candidate of allowed) if (candidate === value) return candidate;
    throw new ShapeError(path, `one of ${allowed.join(', ')}`);
  };
}

/* @__NO_SIDE_EFFECTS__ */
export function nullable<T>(inner: Parser<T>): Parser<T | null> {
  return (value, path = '') => (value === null ? null : inner(value, path));
}

/** A list of at most `maxLength` items. */
/* @__NO_SIDE_EFFECTS__ */
export function list<T>(item: Parser<T>, maxLength: number): Parser<T[]> {
  return (value, path = '') => {
    if (!Array.isArray(value) || value.length > maxLength) {
      throw new ShapeError(path, `a list of at most ${maxLength}`);
    }
    return value.map((entry: unknown, i) => item(entry, `${path}[${i}]`));
  };
}

/** True for plain objects only: not null, not a list, not an instance of something else. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // An object from another realm (a page's script result) has a foreign Object.prototype, whose own is null.
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
