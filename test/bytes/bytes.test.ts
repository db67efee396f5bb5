import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  BytesError,
  Reader,
  concat,
  copyOf,
  equal,
  fromBase64,
  fromBase64Url,
  fromHex,
  fromUtf8,
  toBase64,
  toBase64Url,
  toHex,
  u16,
  u32,
  u64,
  utf8,
} from '../../lib/bytes/index.ts';

const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => new Uint8Array(bytes));

describe('bytes', () => {
  it('survive each text form and have one spelling only', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });

  it.each(['A', 'AB==', 'AA=', 'AA= =', ' AA==', 'AA==\n', 'AB', '-_==', 'AAA'])(
    'refuse the base64 %j',
    (text) => {
      expect(() => fromBase64(text)).toThrow(BytesError);
    },
  );

  it.each(['AA==', 'AB', 'A', '+/', 'AA\n', 'AAAAA'])('refuse the base64url %j', (text) => {
    expect(() => fromBase64Url(text)).toThrow(BytesError);
  });

  it.each(['0', 'zz', '0x00', ' 00', '00\n'])('refuse the hex %j', (text) => {
    expect(() => fromHex(text)).toThrow(BytesError);
  });

  it('are equal only when every byte is', () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(), (bytes, at) => {
        expect(equal(bytes, copyOf(bytes))).toBe(true);
        expect(equal(bytes, concat(bytes, new Uint8Array(1)))).toBe(false);
        if (bytes.length === 0) return;
        const other = copyOf(bytes);
        const index = at % other.length;
        other[index] = (other[index] ?? 0) ^ 1;
        expect(equal(bytes, other)).toBe(false);
      }),
    );
  });

  it('write numbers big-endian and refuse those that do not fit', () => {
    expect(toHex(concat(u16(0x0102), u32(0x03040506), u64(2 ** 53 - 1)))).toBe(
      '010203040506001fffffffffffff',
    );
    expect(() => u16(65536)).toThrow(RangeError);
    expect(() => u32(-1)).toThrow(RangeError);
    expect(() => u16(1.5)).toThrow(RangeError);
  });

  it('keep a byte order mark and refuse what is not UTF-8', () => {
    expect(fromUtf8(utf8('\ufeffa'))).toBe('\ufeffa');
    expect(() => fromUtf8(fromHex('ff'))).toThrow(TypeError);
  });
});

describe('Reader', () => {
  it('takes numbers and bytes in order, never beyond the end', () => {
    const reader = new Reader(fromHex('01020304050607ff'));
    expect(reader.u8()).toBe(1);
    expect(reader.u16()).toBe(0x0203);
    expect(reader.u24()).toBe(0x040506);
    expect(() => reader.u32()).toThrow(BytesError);
    expect(toHex(reader.rest())).toBe('07ff');
    expect(reader.done).toBe(true);
    expect(() => reader.bytes(1)).toThrow(BytesError);
    expect(() => reader.bytes(-1)).toThrow(BytesError);
  });

  it('refuses 64-bit numbers that a JavaScript number cannot hold', () => {
    expect(new Reader(fromHex('001fffffffffffff')).u64()).toBe(2 ** 53 - 1);
    expect(() => new Reader(fromHex('0020000000000000')).u64()).toThrow(BytesError);
  });
});
