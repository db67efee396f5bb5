import { describe, expect, it } from 'vitest';
import {
  count,
  flag,
  list,
  nullable,
  oneOf,
  partial,
  record,
  text,
  variants,
} from '../../lib/shape/index.ts';

const person = record({ name: text(5) }, { age: count(200) });

describe('a record', () => {
  it('is taken with and without its optional fields', () => {
    expect(person({ name: 'Anna' })).toEqual({ name: 'Anna' });
    expect(person({ name: 'Anna', age: 7 })).toEqual({ name: 'Anna', age: 7 });
    expect(person({ name: 'Anna', age: undefined })).toEqual({ name: 'Anna' });
  });

  it.each<[unknown, string]>([
    [null, 'value is not an object'],
    [[], 'value is not an object'],
    [new Map(), 'value is not an object'],
    [{}, 'name is not present'],
    [{ name: undefined }, 'name is not present'],
    [{ name: 'Annabel' }, 'name is not a text of at most 5'],
    [{ name: 'Anna', age: 201 }, 'age is not a whole number up to 200'],
    [{ name: 'Anna', age: 1.5 }, 'age is not a whole number'],
    [{ name: 'Anna', age: null }, 'age is not a whole number'],
    [{ name: 'Anna', more: 1 }, 'more is not a known field'],
    [JSON.parse('{"name":"Anna","__proto__":{}}'), '__proto__ is not a known field'],
  ])('is refused: %j', (value, message) => {
    expect(() => person(value)).toThrow(message);
  });

  it('names the place and never the value', () => {
    const shape = record({ people: list(person, 2) });
    expect(() => shape({ people: [{ name: 'Anna' }, { name: 'secret words' }] })).toThrow(
      /^shape-invalid: people\[1\]\.name is not a text of at most 5$/,
    );
  });

  it('is not fooled by what every object inherits', () => {
    expect(() => record({ toString: text(5) })({})).toThrow('toString is not present');
    expect(() => person(Object.create({ name: 'Anna' }))).toThrow();
  });
});

describe('the other shapes', () => {
  it('take what they say and nothing else', () => {
    expect(flag(false)).toBe(false);
    expect(() => flag(0)).toThrow('true or false');
    expect(nullable(flag)(null)).toBeNull();
    expect(() => nullable(flag)(undefined)).toThrow();
    expect(oneOf<'a' | 1>('a', 1)(1)).toBe(1);
    expect(() => oneOf<'a' | 1>('a', 1)('1')).toThrow('one of a, 1');
    expect(() => list(flag, 1)([true, true])).toThrow('a list of at most 1');
    expect(() => list(flag, 1)({ length: 0 })).toThrow('a list');
    expect(() => text(9, /^a+$/)('b')).toThrow();
    expect(partial({ a: flag })({})).toEqual({});
    for (const bad of [-1, Number.NaN, Infinity, 2 ** 53, '1', 1n]) {
      expect(() => count()(bad)).toThrow('whole number');
    }
  });

  it('choose a variant by its tag', () => {
    const shape = variants<{ kind: 'a' } | { kind: 'b'; n: number }>('kind', {
      a: record({ kind: oneOf('a') }),
      b: record({ kind: oneOf('b'), n: count() }),
    });
    expect(shape({ kind: 'b', n: 1 })).toEqual({ kind: 'b', n: 1 });
    for (const kind of ['c', 'toString', '__proto__', 1, undefined]) {
      expect(() => shape({ kind })).toThrow('kind is not a known kind');
    }
  });
});
