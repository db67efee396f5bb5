/** Aborts a model that says nothing for too long, before its first word or between two, or talks for too long in all. */
export interface Patience {
  readonly firstByteMs: number;
  readonly silenceMs: number;
  readonly answerMs: number;
}

export class Silence {
  readonly #controller = new AbortController();
  readonly #patience: Patience;
  readonly #whole: NodeJS.Timeout;
  #timer: NodeJS.Timeout;
  #hasHeard = false;

  constructor(patience: Patience) {
    this.#patience = patience;
    this.#timer = setTimeout(this.#abort, patience.firstByteMs);
    this.#whole = setTimeout(this.#abort, patience.answerMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isOver(): boolean {
    return this.#controller.signal.aborted;
  }

  heard(): void {
    if (this.#hasHeard) {
      this.#timer.refresh();
      return;
    }
    this.#hasHeard = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#abort, this.#patience.silenceMs);
  }

  end(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#whole);
  }

  readonly #abort = (): void => this.#controller.abort();
}
