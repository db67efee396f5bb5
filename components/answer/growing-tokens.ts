/**
 * The tokens of a text that grows at its end: blocks that can no longer change are kept, and only the last two are
 * read again with what was added. So an answer costs as much as its end, not as its length, at every beat.
 */
import { markdownTokens, normalised, type AnswerToken } from './markdown-tokens.ts';

/** The last block may still grow, and the one before it may join it (a list, a table, an underlined heading). */
const OPEN_BLOCKS = 2;

export class GrowingTokens {
  #closed: AnswerToken[] = [];
  /** The text that the closed blocks were read from. */
  #prefix = '';

  read(text: string): readonly AnswerToken[] {
    const source = normalised(text);
    if (!source.startsWith(this.#prefix)) this.#forget();
    const open = markdownTokens(source.slice(this.#prefix.length));
    const all = [...this.#closed, ...open];
    this.#close(source, open);
    return all;
  }

  #forget(): void {
    this.#closed = [];
    this.#prefix = '';
  }

  /** Takes over what will not change, as long as the tokens account for every character of it. */
  #close(source: string, open: readonly AnswerToken[]): void {
    const solid = open.flatMap((token, index) => (token.type === 'space' ? [] : [index]));
    const until = solid.at(-OPEN_BLOCKS) ?? 0;
    for (const token of open.slice(0, until)) {
      if (!source.startsWith(token.raw, this.#prefix.length)) return;
      this.#prefix += token.raw;
      this.#closed.push(token);
    }
  }
}
