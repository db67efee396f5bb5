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
