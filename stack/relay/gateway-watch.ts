/**
 * Asks a gateway of ours every few seconds how it is: whether it still knows the pair that this relay serves, and
 * whether it is about to end. By the relay's own clock and with nothing of any client's in it, so that what a device
 * is served never depends on who asked. Must never be in an ask's way.
 */
import { call } from '../http/call.ts';
import type { PairCache } from './pair.ts';

export type GatewayState = 'unknown' | 'up' | 'draining' | 'down';

export interface WatchOptions {
  readonly url: string;
  readonly pair: PairCache;
  readonly everyMs: number;
}

const TIMEOUT_MS = 3000;
const SHORTEST_PAUSE_MS = 500;
const MAX_ANSWER_BYTES = 4096;

export class GatewayWatch {
  readonly #options: WatchOptions;
  #state: GatewayState = 'unknown';
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #lookedAtMs = -Infinity;
  #isClosed = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  get state(): GatewayState {
    return this.#state;
  }

  /** Looks now, unless it has just looked. */
  look(): Promise<void> {
    if (performance.now() - this.#lookedAtMs < SHORTEST_PAUSE_MS) return Promise.resolve();
    return this.#lookOnce();
  }

  #lookOnce(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    clearTimeout(this.#timer);
    const { pair, everyMs } = this.#options;
    this.#state = await this.#ask().catch((): GatewayState => 'down');
    this.#lookedAtMs = performance.now();
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.#lookOnce(), everyMs).unref();
    // A relay that started before its gateway has no pair yet; its cache asks for it by itself.
    if (this.#state === 'unknown' && pair.held !== undefined) {
      if (await pair.replaceForgotten()) this.#state = 'up';
    }
  }

  /** 'unknown': it answers, and does not know our pair. */
  async #ask(): Promise<GatewayState> {
    const { url, pair } = this.#options;
    const ready = new URL('/readyz', url);
    const hash = pair.held?.transcriptHashHex;
    if (hash !== undefined) ready.searchParams.set('transcript', hash);
    const limits = { maxBytes: MAX_ANSWER_BYTES, timeoutMs: TIMEOUT_MS };
    const { status } = await call({ url: ready, method: 'GET', ...limits });
    if (status === 409) return 'unknown';
    return status === 503 ? 'draining' : 'up';
  }
}
