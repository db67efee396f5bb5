/** What an answer costs, in decimals: money is never a binary float. */
import type { StatementModel } from '../../lib/binding/index.ts';
import type { Usage } from './answer-events.ts';

/** Prices have at most 9 decimals and are per million tokens: 15 decimals hold every amount exactly. */
const PRICE_DECIMALS = 9;
const DECIMALS = PRICE_DECIMALS + 6;

export function amountFor(price: StatementModel['price'], usage: Usage): string {
  const input = nano(price.perMillionInput) * BigInt(usage.inputTokens);
  const output = nano(price.perMillionOutput) * BigInt(usage.outputTokens);
  const digits = (input + output).toString().padStart(DECIMALS + 1, '0');
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, '');
  const whole = digits.slice(0, -DECIMALS);
  return decimals === '' ? whole : `${whole}.${decimals}`;
}

function nano(decimal: string): bigint {
  const [whole = '0', decimals = ''] = decimal.split('.');
  return BigInt(whole + decimals.padEnd(PRICE_DECIMALS, '0'));
}
