import { describe, expect, it } from 'vitest';
import { costInUsd, opgText, opgUnits } from '../../lib/opengradient/index.ts';

describe('the cost of an answer', () => {
  it('is exact', () => {
    expect(costInUsd(5_000_000_000_000_000n, '1.25')).toBe('0.006250');
    expect(opgText(5_000_000_000_000_000n)).toBe('0.005');
    expect(opgText(0n)).toBe('0');
    expect(opgText(10n ** 18n)).toBe('1');
    expect(opgText(10n ** 19n)).toBe('10');
  });

  it('is rounded up, as the gateway rounds', () => {
    expect(costInUsd(1n, '1')).toBe('0.000001');
  });

  it.each(['', '-1', '1e3', '.5', '1.', 'x'])('refuses %j as a price', (text) => {
    expect(() => costInUsd(1n, text)).toThrow(/price-invalid/);
  });

  it('refuses units that are none, and less than nothing', () => {
    expect(() => opgUnits('1.5')).toThrow(/price-invalid/);
    expect(() => costInUsd(-1n, '1')).toThrow(/price-invalid/);
  });
});
