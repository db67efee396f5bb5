/**
 * Work done one after another, in the order in which it was asked for: what is written last is what was asked for last.
 * Must never let work that failed keep back what comes after it.
 */
export class InOrder {
  #last: Promise<void> = Promise.resolve();

  /** Resolves, or rejects, with this very work. */
  do(work: () => Promise<void>): Promise<void> {
    const doing = this.#last.then(work);
    this.#last = doing.catch(() => undefined);
    return doing;
  }

  /** Resolves once all that was asked for so far is over. */
  idle(): Promise<void> {
    return this.#last;
  }
}
