/** How a row of a bench is printed and counted. */
import type { Row } from './row.ts';

function numeral(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

export function rowLine({ name, value, bar, unit, met }: Row): string {
  const measured = `${name.padEnd(68)} ${numeral(value).padStart(9)} ${unit}`;
  return bar === null ? measured : `${measured} (bar ${numeral(bar)}) ${met ? 'met' : 'missed'}`;
}

/** Rows without a bar are for information and count as neither. */
export function verdict(rows: readonly Row[]): { met: number; missed: number } {
  const held = rows.filter(({ bar }) => bar !== null);
  const met = held.filter((row) => row.met).length;
  return { met, missed: held.length - met };
}
