/**
 * A deadline for somebody else that does not count this process's own delays: after a stall every timer is due at
 * once, before what had long arrived was read, and clients that were in time would be cut for being slow.
 */

/** A stall, however long, uses up one of these at most; between two, everything that waits is read. */
const STEPS = 10;

/** Acts when so much time went by in which others were listened to; returns what calls it off. */
export function whenPatienceEnds(timeoutMs: number, act: () => void): () => void {
  let left = STEPS;
  let timer: NodeJS.Timeout;
  const step = (): void => {
    if (left === 0) return act();
    left--;
    timer = setTimeout(step, timeoutMs / STEPS).unref();
  };
  step();
  return () => clearTimeout(timer);
}

/** For a peer that speaks again and again: how long it may be silent, and how long it may go on in all. */
export class Vigil {
  readonly #timer: NodeJS.Timeout;
  #quiet = 0;

  constructor(silenceMs: number, wholeMs: number, act: () => void) {
    const stepMs = Math.min(silenceMs, wholeMs) / STEPS;
    const [silence, whole] = [silenceMs / stepMs, wholeMs / stepMs];
    let all = 0;
    this.#timer = setInterval(() => {
      this.#quiet++;
      all++;
      if (this.#quiet > silence || all > whole) act();
    }, stepMs).unref();
  }

  heard(): void {
    this.#quiet = 0;
  }

  end(): void {
    clearInterval(this.#timer);
  }
}
