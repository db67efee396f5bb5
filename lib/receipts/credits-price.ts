/**
 * The price of an ask that was paid with credits. Their number was fixed before the question left: the enclave signs it,
 * or nothing where it gave them back. Must never judge a price in any other currency.
 */
import type { Price } from './receipt.ts';

/** What went out with the question, and whether it came back; left out where only the whole answer would tell. */
export interface CreditsGiven {
  readonly count: number;
  readonly isRefunded?: boolean;
}

export function isPriceOf(
  { currency, amount }: Price,
  { count, isRefunded }: CreditsGiven,
): boolean {
  if (count === 0) return true;
  const signed = isRefunded === undefined ? [count, 0] : [isRefunded ? 0 : count];
  return currency === 'CREDITS' && signed.map(String).includes(amount);
}
