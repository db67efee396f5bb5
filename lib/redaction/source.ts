/**
 * The text as the finders read it: one character at a time, each reading counted, so that a test can hold the number
 * of readings against the length of the text. Must never hand the whole text to a pattern that could run wild.
 */

export class Source {
  readonly text: string;
  readonly length: number;
  #steps = 0;

  constructor(text: string) {
    this.text = text;
    this.length = text.length;
  }

  /** Characters read so far. */
  get steps(): number {
    return this.#steps;
  }

  /** The UTF-16 unit at a place, or -1 outside of the text. */
  at(index: number): number {
    this.#steps += 1;
    return index >= 0 && index < this.length ? this.text.charCodeAt(index) : -1;
  }

  slice(start: number, end: number): string {
    const from = Math.max(0, start);
    const to = Math.min(this.length, end);
    this.#steps += Math.max(0, to - from);
    return this.text.slice(from, to);
  }

  /** For the few things that the engine does over the whole text at once. */
  count(steps: number): void {
    this.#steps += steps;
  }

  /** True when the text goes on with these very characters. */
  has(index: number, words: string): boolean {
    this.#steps += words.length;
    return this.text.startsWith(words, index);
  }
}
