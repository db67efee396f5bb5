/** One line of the bench table: what was measured, its bar (null: for information), and whether it was met. */
export interface Row {
  name: string;
  value: number;
  bar: number | null;
  unit: string;
  met: boolean;
}

/** What a bench module exports as `rows`; `quick` asks for a short run that only shows that it works. */
export type RowSource = (options: { quick: boolean }) => Promise<readonly Row[]>;

/** A figure without a bar. */
export function plainRow(name: string, value: number, unit: string): Row {
  return { name, value, bar: null, unit, met: true };
}

export function atLeast(name: string, value: number, bar: number, unit: string): Row {
  return { name, value, bar, unit, met: value >= bar };
}

export function atMost(name: string, value: number, bar: number, unit: string): Row {
  return { name, value, bar, unit, met: value <= bar };
}
