import { describe, expect, it } from 'vitest';
import { amountsOf, estimateOf, exactly, roughly } from '../../../components/cost/money.ts';
import { MODEL } from '../../fakes/views.ts';

const leaves = { plaintext: 'x'.repeat(4000), sealedBytes: 8192 };
const priced = (perMillionInput: string, perMillionOutput: string, currency = 'USD') => ({
  ...MODEL,
  price: { currency, perMillionInput, perMillionOutput },
});

describe('an estimate', () => {
  it('is about what a usual answer costs, and at most what the longest would', () => {
    const estimate = estimateOf(priced('1', '10'), leaves, { answerTokens: 4096 });
    expect(estimate?.about).toBeCloseTo(0.001 + 0.004, 9);
    expect(estimate?.atMost).toBeCloseTo(0.004 + 0.04096, 9);
  });

  it('never expects a longer answer than is allowed', () => {
    const estimate = estimateOf(priced('0', '1000000'), leaves, { answerTokens: 3 });
    expect(estimate).toEqual({ currency: 'USD', about: 3, atMost: 3 });
  });

  it('says nothing of a bound that nobody has', () => {
    const estimate = estimateOf(priced('1', '10'), leaves, { answerTokens: 0 });
    expect(Object.keys(estimate ?? {})).toEqual(['currency', 'about']);
  });

  it.each([
    ['', ''],
    ['1', ''],
    ['free', '1'],
    ['0', '0'],
  ])('is none where there is no price to go by: "%s" "%s"', (input, output) => {
    expect(estimateOf(priced(input, output), leaves, { answerTokens: 9 })).toBeNull();
  });
});

describe('amounts', () => {
  it('that are estimates are rounded to what matters', () => {
    expect(roughly('en', 0.0012345, 'USD')).toBe('$0.0012');
    expect(roughly('de', 12.6, 'EUR')).toMatch(/^13\s€$/);
    expect(roughly('en', 0.5, 'OPG')).toBe('0.5 OPG');
  });

  it('that were charged keep every digit, in the reader’s own digits', () => {
    expect(exactly('en', '1234.000000001234567891', 'OPG')).toBe('1,234.000000001234567891 OPG');
    expect(exactly('de', '0.5', 'USD')).toBe('0,50 USD');
    expect(exactly('en', '3', 'credits')).toBe('3 credits');
    expect(exactly('ar-EG', '1.5', 'OPG')).toBe('١٫٥ OPG');
    expect(exactly('en', 'a lot', 'OPG')).toBe('a lot OPG');
  });

  it('name each currency that the network said', () => {
    expect(amountsOf({ opg: '0.5', usd: '0.01' })).toEqual([
      ['0.5', 'OPG'],
      ['0.01', 'USD'],
    ]);
    expect(amountsOf({ currency: 'EUR', amount: '1' })).toEqual([['1', 'EUR']]);
    expect(amountsOf({})).toEqual([]);
  });
});
