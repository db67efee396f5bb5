/** One row of the table of faults. */
export interface Fault {
  readonly fault: string;
  readonly of: readonly string[];
  /** The file, and the words of the test in it. */
  readonly test: readonly [file: string, words: string];
}

export function row(fault: string, of: readonly string[], file: string, words: string): Fault {
  return { fault, of, test: [file, words] };
}
