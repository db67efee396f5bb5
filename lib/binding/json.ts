/**
 * Names the parts of a parsed JSON value: every function takes `unknown` and returns one known type or refuses.
 * Must never repair, default or ignore anything.
 */
import { BindingError } from './errors.ts';

/** An object with exactly these keys: a missing one and an extra one are both refused. */
export function fields<const Name extends string>(
  json: unknown,
  what: string,
  names: readonly Name[],
): Readonly<Record<Name, unknown>> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw refuse(what);
  if (Object.keys(json).length !== names.length || !hasAll(json, names)) throw refuse(what);
  return json;
}

function hasAll<Name extends string>(
  json: object,
  names: readonly Name[],
): json is Record<Name, unknown> {
  return names.every((name) => Object.hasOwn(json, name));
}

export function list(json: unknown, what: string, least: number, most: number): readonly unknown[] {
  if (!Array.isArray(json) || json.length < least || json.length > most) throw refuse(what);
  return json;
}

/** A line of 1 to `most` characters without control characters: it will stand on a screen. */
export function text(json: unknown, what: string, most: number): string {
  if (typeof json !== 'string' || json.length === 0 || json.length > most) throw refuse(what);
  // Direction overrides could make a name read as another one.
  if (/[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(json)) throw refuse(what);
  return json;
}

export function matching(json: unknown, what: string, pattern: RegExp): string {
  if (typeof json !== 'string' || !pattern.test(json)) throw refuse(what);
  return json;
}

export function oneOf<const Value extends string>(
  json: unknown,
  what: string,
  values: readonly Value[],
): Value {
  const found = values.find((value) => value === json);
  if (found === undefined) throw refuse(what);
  return found;
}

export function truth(json: unknown, what: string): boolean {
  if (typeof json !== 'boolean') throw refuse(what);
  return json;
}

export function whole(json: unknown, what: string, least: number, most: number): number {
  if (typeof json !== 'number' || !Number.isSafeInteger(json) || json < least || json > most) {
    throw refuse(what);
  }
  return json;
}

function refuse(what: string): BindingError {
  return new BindingError('statement-invalid', what);
}
