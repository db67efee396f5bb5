/**
 * Puts an act off for a moment, so that several calls become one and what is urgent goes first: the snapshots of an
 * ask that is just being sealed must not hold its request up. Must never be the only way something gets done.
 */
const MOMENT_MS = 10;

export class Soon {
  readonly #act: () => void;
  readonly #momentMs: number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(act: () => void, momentMs = MOMENT_MS) {
    this.#act = act;
    this.#momentMs = momentMs;
  }

  ask(): void {
    this.#timer ??= setTimeout(this.#act, this.#momentMs);
  }

  /** It is being done now, or need not be done any more. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
