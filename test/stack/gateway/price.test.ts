import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountFor } from '../../../stack/gateway/price.ts';

const price = (perMillionInput: string, perMillionOutput: string) => ({
  currency: 'USD',
  perMillionInput,
  perMillionOutput,
});

describe('the price of an answer', () => {
  it.each([
    ['0', '0', 10, 10, '0'],
    ['1', '0', 1_000_000, 0, '1'],
    ['0.15', '0.6', 1000, 500, '0.00045'],
    ['0.000000001', '0', 1, 0, '0.000000000000001'],
    ['999999999.999999999', '0', 3_000_000, 0, '2999999999.999999997'],
  ])('is exact: %s in and %s out', (input, output, inputTokens, outputTokens, amount) => {
    expect(amountFor(price(input, output), { inputTokens, outputTokens })).toBe(amount);
  });

  it('is a plain decimal that a receipt takes', () => {
    const tokens = fc.nat(10_000_000);
    const decimals = fc.tuple(fc.nat(999), fc.nat(999_999)).map(([a, b]) => `${a}.${b}`);
    fc.assert(
      fc.property(decimals, decimals, tokens, tokens, (a, b, inputTokens, outputTokens) => {
        const amount = amountFor(price(a, b), { inputTokens, outputTokens });
        expect(amount).toMatch(/^(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?$/);
      }),
    );
  });
});
