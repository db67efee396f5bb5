import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  costInOpg,
  costInUsd,
  opgText,
  opgUnits,
  PUBLISHED_PRICES,
} from '../../lib/opengradient/index.ts';

const price = { perMillionInput: '1.25', perMillionOutput: '10' };

describe('the cost of an answer', () => {
  it('is exact', () => {
    // 1000 * 1.25e-6 + 500 * 10e-6 = 0.00625 dollars; at 1.25 dollars an OPG that is 0.005 OPG.
    expect(costInOpg({ input: 1000, output: 500 }, price, '1.25')).toBe(5_000_000_000_000_000n);
    expect(costInUsd(5_000_000_000_000_000n, '1.25')).toBe('0.006250');
    expect(opgText(5_000_000_000_000_000n)).toBe('0.005');
    expect(opgText(0n)).toBe('0');
    expect(opgText(10n ** 18n)).toBe('1');
    expect(opgText(10n ** 19n)).toBe('10');
  });

  it('is rounded up, as the gateway rounds', () => {
    expect(costInOpg({ input: 1, output: 0 }, { ...price, perMillionInput: '1' }, '3')).toBe(
      333_333_333_334n,
    );
    expect(costInUsd(1n, '1')).toBe('0.000001');
  });

  it('grows with the tokens and never overpays by a unit', () => {
    const count = fc.nat(10_000_000);
    fc.assert(
      fc.property(count, count, fc.integer({ min: 1, max: 10_000 }), (input, output, cents) => {
        const rate = (cents / 100).toFixed(2);
        const cost = costInOpg({ input, output }, price, rate);
        // cost * rate must cover the dollars, and one unit less must not.
        const dollars = BigInt(input) * 125n + BigInt(output) * 1000n;
        const scale = 10n ** 18n;
        const covers = (units: bigint): boolean =>
          units * BigInt(cents) * 1_000_000n >= dollars * scale;
        expect(covers(cost)).toBe(true);
        expect(cost === 0n || !covers(cost - 1n)).toBe(true);
      }),
    );
  });

  it.each(['', '-1', '1e3', '.5', '1.', 'x'])('refuses %j as a price', (text) => {
    const compute = (): bigint => costInOpg({ input: 1, output: 1 }, price, text);
    expect(compute).toThrow(/price-invalid/);
  });

  it('refuses a free OPG, half a token, and units that are none', () => {
    expect(() => costInOpg({ input: 1, output: 1 }, price, '0.00')).toThrow(/price-invalid/);
    expect(() => costInOpg({ input: 0.5, output: 1 }, price, '1')).toThrow(/price-invalid/);
    expect(() => opgUnits('1.5')).toThrow(/price-invalid/);
    expect(() => costInUsd(-1n, '1')).toThrow(/price-invalid/);
  });

  it('can be had for every published price', () => {
    for (const published of PUBLISHED_PRICES.values()) {
      expect(costInOpg({ input: 1, output: 1 }, published, '1') > 0n).toBe(true);
    }
  });
});
