/**
 * Puts an act off for a moment, so that several calls become one and what is urgent goes first: the snapshots of an
 * ask that is just being sealed must not hold its request up. Must never be the only way something gets done.
 */
const MOMENT_MS = 10;

export class Soon {
  readonly #act: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void) {
    this.#act = act;
  }

  ask(): void {
    this.#timer ??= setTimeout(this.#act, MOMENT_MS);
  }

  /** It is being done now, or need not be done any more. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
