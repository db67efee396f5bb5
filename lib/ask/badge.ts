/**
 * The one mark on the toolbar button: an alarm before a call to press it, and that before the dot of an answer that has
 * come. Must never take an alarm's mark away because something lesser is told.
 */
import type { Edges } from './edges.ts';

const RANKED = ['!', '?', '•'] as const;
export type Mark = (typeof RANKED)[number];

export class Badge {
  readonly #setBadge: Edges['setBadge'];
  readonly #marks = new Set<Mark>();
  /** Unknown at first: what an earlier worker put there stays until there is something to say. */
  #shown: string | undefined;

  constructor({ setBadge }: Pick<Edges, 'setBadge'>) {
    this.#setBadge = setBadge;
  }

  put(mark: Mark): void {
    this.#marks.add(mark);
    this.#show();
  }

  take(mark: Mark): void {
    if (this.#marks.delete(mark)) this.#show();
  }

  /** The person is here: what only called them has done its work. */
  seen(): void {
    this.#marks.delete('?');
    this.#marks.delete('•');
    this.#shown = undefined;
    this.#show();
  }

  #show(): void {
    const text = RANKED.find((mark) => this.#marks.has(mark)) ?? '';
    if (text === this.#shown) return;
    this.#shown = text;
    this.#setBadge(text).catch(() => undefined);
  }
}
