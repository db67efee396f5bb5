/** Aborts a model that says nothing for too long, before its first word or between two, or talks for too long in all. */
export interface Patience {
  readonly firstByteMs: number;
  readonly silenceMs: number;
  readonly answerMs: number;
}

export class Silence {
  readonly #controller = new AbortController();
  readonly #patience: Patience;
  readonly #wanted: AbortSignal;
  readonly #whole: NodeJS.Timeout;
  #timer: NodeJS.Timeout;
  #hasHeard = false;
  #isOver = false;

  /** @param signal Of whoever wants the answer: this one's is aborted with it. */
  constructor(patience: Patience, signal: AbortSignal) {
    this.#patience = patience;
    this.#wanted = signal;
    signal.addEventListener('abort', this.#unwanted);
    if (signal.aborted) this.#unwanted();
    this.#timer = setTimeout(this.#abort, patience.firstByteMs);
    this.#whole = setTimeout(this.#abort, patience.answerMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** True when it was silence that ended the answer. */
  get isOver(): boolean {
    return this.#isOver;
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
    this.#wanted.removeEventListener('abort', this.#unwanted);
  }

  readonly #unwanted = (): void => this.#controller.abort(this.#wanted.reason);

  readonly #abort = (): void => {
    this.#isOver = true;
    this.#controller.abort();
  };
}
