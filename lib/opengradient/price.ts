/**
 * What a gateway states that an answer costs (section 7), for people: whole numbers inside, decimals as text, because
 * money in doubles is off by one somewhere. Must never be taken for what a relay's account is charged: how relays count
 * credits is not published.
 */
import { OpengradientError } from './errors.ts';

/** One OPG in its smallest units. */
const OPG_DECIMALS = 18;
const SCALE_DIGITS = 30;
const SCALE = 10n ** BigInt(SCALE_DIGITS);

/** Dollars for smallest units of OPG, rounded up to `places` decimals. */
export function costInUsd(costOpg: bigint, opgPriceUsd: string, places = 6): string {
  if (costOpg < 0n) throw new OpengradientError('price-invalid', 'negative');
  const divisor = 10n ** BigInt(OPG_DECIMALS + SCALE_DIGITS - places);
  const rounded = (costOpg * scaled(opgPriceUsd) + divisor - 1n) / divisor;
  return decimal(rounded, places);
}

/** Smallest units of OPG as decimal text, without zeros at the end. */
export function opgText(costOpg: bigint): string {
  return decimal(costOpg, OPG_DECIMALS).replace(/\.?0+$/, '');
}

/** Smallest units from the integer text that a gateway states. */
export function opgUnits(text: string): bigint {
  if (!/^\d{1,60}$/.test(text)) throw new OpengradientError('price-invalid', 'units');
  return BigInt(text);
}

function decimal(units: bigint, places: number): string {
  const digits = String(units).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function scaled(text: string): bigint {
  const [, integer = '', fraction = ''] = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(text) ?? [];
  if (integer === '') throw new OpengradientError('price-invalid', 'decimal');
  return BigInt(integer) * SCALE + BigInt(fraction.padEnd(SCALE_DIGITS, '0'));
}
