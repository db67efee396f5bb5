/**
 * One model server as the gateway sees it: how many answers it may be giving at once, and whether it lately failed. A
 * server that failed is tried last for a while, longer after each further failure, and never given up for good.
 */
export interface UpstreamOptions {
  /** `host:port`, as the statement names it. */
  readonly name: string;
  readonly maxOpen: number;
  readonly monotonicMs?: () => number;
}

const FIRST_REST_MS = 5000;
const LONGEST_REST_MS = 120_000;

export class Upstream {
  readonly name: string;
  readonly #maxOpen: number;
  readonly #monotonicMs: () => number;
  #open = 0;
  #failures = 0;
  #restsUntilMs = -Infinity;

  constructor({ name, maxOpen, monotonicMs = () => performance.now() }: UpstreamOptions) {
    this.name = name;
    this.#maxOpen = maxOpen;
    this.#monotonicMs = monotonicMs;
  }

  get open(): number {
    return this.#open;
  }

  get isResting(): boolean {
    return this.#monotonicMs() < this.#restsUntilMs;
  }

  /** Takes a place; false when there is none. */
  enter(): boolean {
    if (this.#open >= this.#maxOpen) return false;
    this.#open++;
    return true;
  }

  leave(): void {
    this.#open--;
  }

  succeeded(): void {
    this.#failures = 0;
    this.#restsUntilMs = -Infinity;
  }

  failed(): void {
    const restMs = Math.min(FIRST_REST_MS * 2 ** this.#failures, LONGEST_REST_MS);
    this.#failures++;
    this.#restsUntilMs = this.#monotonicMs() + restMs;
  }
}
