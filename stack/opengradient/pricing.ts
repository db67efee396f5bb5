/** What an answer costs (section 7), as the gateway states it: all three numbers as text. */

export interface ServedPrice {
  /** US dollars per million tokens. */
  readonly input: number;
  readonly output: number;
}

export interface Cost {
  readonly cost_opg: string;
  readonly cost_usd: string;
  readonly opg_price_usd: string;
}

/** Microdollars per million tokens are whole numbers for every price of the table. */
const MICRO = 1_000_000;
const UNITS = 10n ** 18n;

export function costOf(
  tokens: { readonly input: number; readonly output: number },
  price: ServedPrice,
  opgPriceUsd: string,
): Cost {
  // Dollars times 10^12: tokens times microdollars per million tokens.
  const dollars = BigInt(
    Math.round(tokens.input * price.input * MICRO + tokens.output * price.output * MICRO),
  );
  const opgPrice = BigInt(Math.round(Number(opgPriceUsd) * MICRO));
  const units = ceilDivide(dollars * UNITS * BigInt(MICRO), 10n ** 12n * opgPrice);
  const usd = Number(units * opgPrice) / Number(UNITS) / MICRO;
  return { cost_opg: String(units), cost_usd: plain(usd), opg_price_usd: opgPriceUsd };
}

function ceilDivide(value: bigint, by: bigint): bigint {
  return (value + by - 1n) / by;
}

/** Python's Decimal text, never with an exponent. */
function plain(value: number): string {
  return value.toFixed(18).replace(/\.?0+$/, '') || '0';
}
