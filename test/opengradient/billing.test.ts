import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, fromHex, toHex, u16, type Bytes } from '../../lib/bytes/index.ts';
import { BillingFilter, BILLING_MAGIC } from '../../lib/opengradient/index.ts';
import { FRAME } from './billing-frame.ts';

const COST = { costOpg: '1234567890', costUsd: '0.001234', opgPriceUsd: '1.234' };

/** A chunked answer: nonce, sealed chunks, a final one. */
function bodyOf(chunks: readonly Uint8Array[], frame?: Bytes): Bytes {
  const sealed = chunks.map((chunk) => concat(u16(0x4000 + chunk.length), chunk));
  const nonce = new Uint8Array(32).fill(0x0a);
  return concat(nonce, ...sealed, frame ?? new Uint8Array(0), fromHex('000a0b0c'));
}

function passedThrough(filter: BillingFilter, body: Bytes, size: number): Bytes {
  const pieces: Bytes[] = [];
  for (let at = 0; at < body.length; at += size) {
    pieces.push(filter.push(body.subarray(at, at + size)));
  }
  return concat(...pieces, filter.end());
}

const chunk = fc.uint8Array({ minLength: 16, maxLength: 300 });

describe('the billing frame', () => {
  it('is taken out, and nothing else, however the body is cut', () => {
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 5 }), fc.nat(60), (chunks, extra) => {
        const plain = bodyOf(chunks);
        const filter = new BillingFilter();
        const passed = passedThrough(filter, bodyOf(chunks, FRAME), 1 + extra);
        expect(toHex(passed)).toBe(toHex(plain));
        expect(filter.cost).toEqual(COST);
        const without = new BillingFilter();
        expect(toHex(passedThrough(without, plain, 1 + extra))).toBe(toHex(plain));
        expect(without.cost).toBeUndefined();
      }),
    );
  });

  it('passes sealed bytes on at once, whole chunk or not', () => {
    const filter = new BillingFilter();
    const begun = concat(new Uint8Array(32), u16(0x4000 + 200), new Uint8Array(50));
    expect(filter.push(begun)).toHaveLength(begun.length);
  });

  it('that says nothing readable is taken out all the same', () => {
    const frame = concat(BILLING_MAGIC, fromHex('00000002'), fromHex('ffff'));
    const filter = new BillingFilter();
    expect(toHex(passedThrough(filter, bodyOf([], frame), 7))).toBe(toHex(bodyOf([])));
    expect(filter.cost).toBeUndefined();
  });

  it('of another kind, or too long, is refused', () => {
    const other = concat(fromHex('0a2d2d'), new Uint8Array(60));
    const long = concat(BILLING_MAGIC, fromHex('00010000'), new Uint8Array(10));
    for (const frame of [other, long]) {
      const push = (): Bytes => new BillingFilter().push(bodyOf([], frame));
      expect(push).toThrow(/billing-frame-invalid/);
    }
  });

  it('cut short is left for the opener to refuse', () => {
    const filter = new BillingFilter();
    const body = concat(new Uint8Array(32), FRAME.subarray(0, 50));
    expect(passedThrough(filter, body, 9)).toHaveLength(82);
  });
});
