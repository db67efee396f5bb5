import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex } from '../../lib/bytes/index.ts';
import { decodeVarint, encodeVarint, varintSizeAt } from '../../lib/ohttp/index.ts';
import { codeFrom } from './support.ts';

const numbers = fc.oneof(
  fc.constantFrom(0, 63, 64, 16383, 16384, 2 ** 30 - 1, 2 ** 30, Number.MAX_SAFE_INTEGER),
  fc.maxSafeNat(),
);

describe('QUIC integers', () => {
  it('come back from their shortest and from every longer form', () => {
    fc.assert(
      fc.property(numbers, (value) => {
        const shortest = encodeVarint(value);
        expect(varintSizeAt(shortest[0] ?? 0)).toBe(shortest.length);
        for (const size of [1, 2, 4, 8].filter((candidate) => candidate >= shortest.length)) {
          const bytes = encodeVarint(value, size);
          expect(bytes).toHaveLength(size);
          expect(decodeVarint(bytes)).toBe(value);
        }
      }),
    );
  });

  it.each(['ffffffffffffffff', 'c020000000000000', 'c040000000000000'])(
    'are refused beyond 2^53 - 1: %s',
    async (hex) => {
      expect(await codeFrom(() => decodeVarint(fromHex(hex)))).toBe('varint-invalid');
    },
  );

  it.each(['', '40', '80', '9d7f3e', 'c2197c5eff14e8', '0000', '404040'])(
    'are refused when cut or followed by anything: %j',
    async (hex) => {
      expect(await codeFrom(() => decodeVarint(fromHex(hex)))).toBe('varint-invalid');
    },
  );

  it.each([-1, 1.5, 2 ** 53, Number.NaN])('are not made from %d', async (value) => {
    expect(await codeFrom(() => encodeVarint(value))).toBe('varint-invalid');
  });

  it('are not squeezed into too few bytes', async () => {
    expect(await codeFrom(() => encodeVarint(64, 1))).toBe('varint-invalid');
  });
});
