/** A time limit that starts again with every piece. Must never outlive the request it waits for: `end` is always called. */
export class Patience {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(timeoutMs: number) {
    this.renew(timeoutMs);
  }
  get signal(): AbortSignal {
    return this.#controller.signal;
  }
  renew(timeoutMs: number): void {
    clearTimeout(this.#timer);
    const giveUp = (): void =>
      this.#controller.abort(new DOMException('no answer in time', 'TimeoutError'));
    this.#timer = setTimeout(giveUp, timeoutMs);
  }
  end(): void {
    clearTimeout(this.#timer);
  }
}
