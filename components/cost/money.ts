/**
 * Amounts as a person reads them, and what an ask may come to by a price list. An estimate is rounded and says so; an
 * amount that was charged is never rounded. Pure.
 */
import type { CostView, LeavesView, ModelView } from '../../lib/ask/index.ts';

export interface Estimate {
  readonly currency: string;
  readonly about: number;
  /** Absent where nobody bounds the answer. */
  readonly atMost?: number;
}

/** A token is some four letters of English, and never less than one byte. */
const BYTES_A_TOKEN = 4;
/** What answers to quick actions come to. */
const USUAL_ANSWER_TOKENS = 400;

export interface Bounds {
  /** Most tokens of an answer; 0: not known. */
  readonly answerTokens: number;
}

/** Null where there is no price, or nothing to pay. */
export function estimateOf(
  model: ModelView,
  leaves: LeavesView,
  { answerTokens }: Bounds,
): Estimate | null {
  const { currency, perMillionInput, perMillionOutput } = model.price;
  const [input, output] = [perMillionInput, perMillionOutput].map(priceOf);
  if (currency === '' || input === undefined || output === undefined) return null;
  if (input + output === 0) return null;
  const bytes = new TextEncoder().encode(leaves.plaintext).length;
  const cost = (inTokens: number, outTokens: number): number =>
    (inTokens * input + outTokens * output) / 1_000_000;
  const usual =
    answerTokens > 0 ? Math.min(USUAL_ANSWER_TOKENS, answerTokens) : USUAL_ANSWER_TOKENS;
  const about = cost(Math.ceil(bytes / BYTES_A_TOKEN), usual);
  if (answerTokens === 0) return { currency, about };
  return { currency, about, atMost: cost(bytes, answerTokens) };
}

function priceOf(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** To two digits that matter, in the way of the reader's language. */
export function roughly(locale: string, amount: number, currency: string): string {
  const digits = { maximumSignificantDigits: 2 };
  if (!isKnownCurrency(currency)) {
    return `${new Intl.NumberFormat(locale, digits).format(amount)} ${currency}`;
  }
  const style = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  return new Intl.NumberFormat(locale, { ...style, ...digits }).format(amount);
}

/** Every digit of it: a double would lose some. */
export function exactly(locale: string, amount: string, currency: string): string {
  const [whole = '0', part = ''] = amount.split('.');
  if (!/^\d+$/.test(whole) || !/^\d*$/.test(part)) return `${amount} ${currency}`;
  const places = isKnownCurrency(currency) ? part.padEnd(2, '0') : part;
  const format = new Intl.NumberFormat(locale);
  const digits = [...places].map((digit) => format.format(Number(digit))).join('');
  const point = format.formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.';
  const number = format.format(BigInt(whole)) + (digits === '' ? '' : point + digits);
  return `${number} ${currency}`;
}

/** Three capital letters are a currency of the world's, OPG and other tokens are not. */
function isKnownCurrency(currency: string): boolean {
  return KNOWN.has(currency);
}

const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** What was charged, each amount with its currency. */
export function amountsOf({ opg, usd, currency, amount }: CostView): [string, string][] {
  const amounts: [string, string][] = [];
  if (opg !== undefined) amounts.push([opg, 'OPG']);
  if (usd !== undefined) amounts.push([usd, 'USD']);
  if (currency !== undefined && amount !== undefined) amounts.push([amount, currency]);
  return amounts;
}
