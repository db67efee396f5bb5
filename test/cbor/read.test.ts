import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fromHex, toHex } from '../../lib/bytes/index.ts';
import { CborError, readCbor, writeCbor, type CborLimits } from '../../lib/cbor/index.ts';
import { codeOf } from '../../lib/errors/index.ts';

const limits: CborLimits = { maxBytes: 4096 };

function refusal(hex: string, more: Partial<CborLimits> = {}): string | undefined {
  try {
    readCbor(fromHex(hex), { ...limits, ...more });
  } catch (thrown) {
    return codeOf(thrown);
  }
  return undefined;
}

describe('readCbor', () => {
  // RFC 8949 appendix A, the examples that lie inside the subset.
  const examples: readonly (readonly [string, unknown])[] = [
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1000000],
    ['1b000000e8d4a51000', 1000000000000],
    ['20', -1],
    ['3903e7', -1000],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['62c3bc', 'ü'],
    ['64f0908591', '𐅑'],
  ];
  it.each(examples)('reads and rewrites %s', (hex, value) => {
    const item = readCbor(fromHex(hex), limits);
    expect(item.value).toBe(value);
    if (item.kind !== 'map' && item.kind !== 'array' && item.kind !== 'tag') {
      expect(toHex(writeCbor(item.value))).toBe(hex);
    }
  });

  it('keeps integer 1 and text "1" apart as keys', () => {
    const item = readCbor(fromHex('a20101613102'), limits);
    expect(item.kind === 'map' && [...item.value.keys()]).toEqual([1, '1']);
  });

  it('reads indefinite arrays and maps only when told to', () => {
    expect(refusal('bf0102ff')).toBe('cbor-indefinite');
    const item = readCbor(fromHex('bf0102ff'), {
      ...limits,
      allowIndefinite: true,
    });
    expect(item.kind === 'map' && item.isIndefinite).toBe(true);
    const nested = readCbor(fromHex('9f018202039f0405ffff'), { ...limits, allowIndefinite: true });
    expect(nested.kind === 'array' && nested.value.length).toBe(3);
  });

  it.each([
    ['1817', 'cbor-not-minimal'],
    ['190017', 'cbor-not-minimal'],
    ['5801ff', 'cbor-not-minimal'],
    ['1b0020000000000000', 'cbor-number-too-large'],
    ['3b001fffffffffffff', 'cbor-number-too-large'],
    ['5bffffffffffffffff', 'cbor-number-too-large'],
    ['5affffffff', 'cbor-truncated'],
    ['9affffffff', 'cbor-too-many-items'],
    ['bb0001000000000000', 'cbor-too-many-items'],
    ['8201', 'cbor-truncated'],
    ['a201020103', 'cbor-duplicate-key'],
    ['a1f502', 'cbor-key-type'],
    ['a1410102', 'cbor-key-type'],
    ['a1810102', 'cbor-too-deep'],
    ['61ff', 'cbor-text-invalid'],
    ['f90000', 'cbor-unsupported'],
    ['f7', 'cbor-unsupported'],
    ['ff', 'cbor-unsupported'],
    ['1c', 'cbor-unsupported'],
    ['1f', 'cbor-indefinite'],
    ['5f4101ff', 'cbor-indefinite'],
    ['7fff', 'cbor-indefinite'],
    ['c101', 'cbor-tag'],
    ['dfff', 'cbor-tag'],
    ['0000', 'cbor-trailing'],
    ['', 'cbor-truncated'],
    ['8181818181', 'cbor-too-deep'],
  ])('refuses %s with %s', (hex, code) => {
    expect(refusal(hex)).toBe(code);
  });

  it('refuses an indefinite container without its break, and one that is too long', () => {
    expect(refusal('9f01', { allowIndefinite: true })).toBe('cbor-truncated');
    expect(refusal('bf01', { allowIndefinite: true })).toBe('cbor-truncated');
    expect(refusal(`9f${'00'.repeat(65)}ff`, { allowIndefinite: true })).toBe(
      'cbor-too-many-items',
    );
    expect(refusal('bf01ff', { allowIndefinite: true })).toBe('cbor-unsupported');
  });

  it('bounds nesting at any depth of hostile input', () => {
    expect(refusal('81'.repeat(4000))).toBe('cbor-too-deep');
    expect(refusal('d2'.repeat(4000), { tags: [18] })).toBe('cbor-too-deep');
    expect(refusal('00'.repeat(5000))).toBe('cbor-too-large');
  });

  it('holds the key order when asked', () => {
    expect(refusal('a202010102', { sortedKeys: true })).toBe('cbor-not-sorted');
    expect(refusal('a201010202', { sortedKeys: true })).toBeUndefined();
  });

  it('reads back whatever the writer wrote', () => {
    const value = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 3 },
        fc.maxSafeInteger(),
        fc.string({ unit: 'binary' }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('node'), { maxLength: 5 }),
      ),
    })).node;
    fc.assert(
      fc.property(value, fc.uint8Array(), (node, bytes) => {
        const written = writeCbor(
          new Map<number, never>([
            [1, node as never],
            [2, bytes as never],
          ]),
        );
        const item = readCbor(written, { maxBytes: 1 << 20, maxDepth: 9, sortedKeys: true });
        expect(plain(item)).toEqual(
          new Map<number, unknown>([
            [1, node],
            [2, bytes],
          ]),
        );
      }),
    );
  });

  it('throws nothing but CborError on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readCbor(new Uint8Array(bytes), { ...limits, allowIndefinite: true, tags: [18] });
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(CborError);
        }
      }),
    );
  });
});

function plain(item: ReturnType<typeof readCbor>): unknown {
  if (item.kind === 'array') return item.value.map(plain);
  if (item.kind === 'map') return new Map([...item.value].map(([k, v]) => [k, plain(v)]));
  return item.value;
}
