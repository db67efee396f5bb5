/**
 * Parsers for objects: every required field present, optional ones absent or right, no other field.
 * Must never copy a field that it has not parsed.
 */
import { isPlainObject, ShapeError, type Parsed, type Parser } from './shape.ts';

type Fields = Readonly<Record<string, Parser<unknown>>>;
type Whole<F extends Fields> = { [K in keyof F]: Parsed<F[K]> };
type RecordOf<R extends Fields, O extends Fields> = Whole<R> & Partial<Whole<O>>;
// Written flat, so that error messages and editors show the fields and not the construction.
type Flat<T> = { [K in keyof T]: T[K] };
type NoFields = Readonly<Record<never, Parser<unknown>>>;

/** An object with exactly these fields. A field that is present but undefined counts as absent. */
/* @__NO_SIDE_EFFECTS__ */
export function record<R extends Fields, O extends Fields = NoFields>(
  required: R,
  optional?: O,
): Parser<Flat<RecordOf<R, O>>> {
  const allowed = new Map<string, Parser<unknown>>([
    ...Object.entries(optional ?? {}),
    ...Object.entries(required),
  ]);
  return (value, path = '') => {
    if (!isPlainObject(value)) throw new ShapeError(path, 'an object');
    const result: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(value)) {
      const parse = allowed.get(name);
      if (parse === undefined) throw new ShapeError(join(path, name.slice(0, 40)), 'a known field');
      if (field !== undefined) result[name] = parse(field, join(path, name));
    }
    for (const name of Object.keys(required)) {
      if (!Object.hasOwn(result, name)) throw new ShapeError(join(path, name), 'present');
    }
    // Every field was parsed by its own parser just above; the compiler cannot follow a loop over keys.
    return result as Flat<RecordOf<R, O>>;
  };
}

/** The same object with every field optional. */
/* @__NO_SIDE_EFFECTS__ */
export function partial<F extends Fields>(fields: F): Parser<Flat<Partial<Whole<F>>>> {
  return record<NoFields, F>({}, fields);
}

/** One of several objects, told apart by a text in the field `tag`, which each of the parsers must also accept. */
/* @__NO_SIDE_EFFECTS__ */
export function variants<T>(tag: string, byTag: Readonly<Record<string, Parser<T>>>): Parser<T> {
  return (value, path = '') => {
    if (!isPlainObject(value)) throw new ShapeError(path, 'an object');
    const name = value[tag];
    if (typeof name !== 'string' || !Object.hasOwn(byTag, name)) {
      throw new ShapeError(join(path, tag), 'a known kind');
    }
    const parse = byTag[name];
    if (parse === undefined) throw new ShapeError(join(path, tag), 'a known kind');
    return parse(value, path);
  };
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
