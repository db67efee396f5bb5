import { describe, expect, it } from 'vitest';
import { toHex } from '../../lib/bytes/index.ts';
import { writeCbor, type CborInput } from '../../lib/cbor/index.ts';
import { codeOf } from '../../lib/errors/index.ts';

describe('writeCbor', () => {
  it.each<[CborInput, string]>([
    [255, '18ff'],
    [256, '190100'],
    [65536, '1a00010000'],
    [4294967296, '1b0000000100000000'],
    [Number.MAX_SAFE_INTEGER, '1b001fffffffffffff'],
    [-36, '3823'],
    ['IETF', '6449455446'],
    [new Uint8Array([1, 2, 3, 4]), '4401020304'],
    [[1, [2, 3], [4, 5]], '8301820203820405'],
    [{ tag: 18, value: [] }, 'd280'],
    [new Map<number | string, CborInput>(), 'a0'],
  ])('writes %o as %s', (value, hex) => {
    expect(toHex(writeCbor(value))).toBe(hex);
  });

  it('orders keys by their encoded bytes, whatever order they came in', () => {
    // The list of RFC 8949 section 4.2.1: 10, 100, -1, "z", "aa".
    const map = new Map<number | string, CborInput>([
      ['aa', 5],
      ['z', 4],
      [-1, 3],
      [100, 2],
      [10, 1],
    ]);
    expect(toHex(writeCbor(map))).toBe('a50a011864022003617a046261' + '6105');
  });

  it.each([1.5, Number.NaN, 2 ** 53, Infinity])('refuses the number %d', (value) => {
    let code: string | undefined;
    try {
      writeCbor(value);
    } catch (thrown) {
      code = codeOf(thrown);
    }
    expect(code).toBe('cbor-unsupported');
  });
});
