import { describe, expect, it } from 'vitest';
import { isPriceOf } from '../../lib/receipts/index.ts';

describe('the price of credits', () => {
  it.each([
    // given, whether they came back, signed, holds
    [2, false, 'CREDITS 2', true],
    [2, false, 'CREDITS 0', false],
    [2, false, 'CREDITS 3', false],
    [2, false, 'USD 2', false],
    [2, true, 'CREDITS 0', true],
    [2, true, 'CREDITS 2', false],
    [2, undefined, 'CREDITS 2', true],
    [2, undefined, 'CREDITS 0', true],
    [2, undefined, 'CREDITS 1', false],
    [2, undefined, 'USD 0', false],
    [0, false, 'USD 0.002', true],
    [0, undefined, 'CREDITS 9', true],
  ])('%s given, back %s, signed %s: %s', (count, isRefunded, signed, holds) => {
    const [currency = '', amount = ''] = signed.split(' ');
    const given = isRefunded === undefined ? { count } : { count, isRefunded };
    expect(isPriceOf({ currency, amount }, given)).toBe(holds);
  });
});
