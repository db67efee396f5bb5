/**
 * The relay's one copy of a gateway's transcript, and with it of the key configuration, which is a part of it: both
 * change in the same moment, and everybody gets the same for at least ten minutes. That is what keeps a gateway from
 * handing one person a key of their own (draft-ietf-privacypass-key-consistency).
 * It is refreshed by a timer of its own: must never be fetched because of what a client asked.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { RelayError } from './errors.ts';

export interface Pair {
  readonly keys: Bytes;
  /** A gateway that is not ours has keys only. */
  readonly transcript: Bytes | undefined;
  readonly transcriptHashHex: string;
}

export interface PairOptions {
  readonly fetchPair: () => Promise<Pair>;
  readonly pairMs: number;
  readonly monotonicMs?: () => number;
}

export const PAIR_MS = 600_000;
const RETRY_MS = 2000;

export class PairCache {
  readonly #options: PairOptions;
  readonly #monotonicMs: () => number;
  #pair: Pair | undefined;
  #fetchedAtMs = -Infinity;
  #lastEarlyMs = -Infinity;
  #timer: NodeJS.Timeout | undefined;
  #fetching: Promise<void> | undefined;
  #isClosed = false;

  constructor(options: PairOptions) {
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
  }

  /** What is held now, for whoever must not wait. */
  get held(): Pair | undefined {
    return this.#pair;
  }

  get ageMs(): number {
    return this.#monotonicMs() - this.#fetchedAtMs;
  }

  /** The copy; waits for the very first one. Throws RelayError while there is none. */
  async get(): Promise<Pair> {
    if (this.#pair === undefined) await this.refresh();
    if (this.#pair === undefined) throw new RelayError('gateway-unreachable');
    return this.#pair;
  }

  /** Fetches now, once for all who wait, and again when the copy's time is over or, after a failure, soon. */
  refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  /**
   * For a gateway that has forgotten the pair: the copy is useless to everybody, so it is replaced for everybody, but
   * only once in a copy's time. A gateway that claimed to forget again and again could give few people each key; so
   * there are at most two within any ten minutes, and both are in the log.
   */
  async replaceForgotten(): Promise<boolean> {
    const nowMs = this.#monotonicMs();
    if (nowMs - this.#lastEarlyMs < this.#options.pairMs) return false;
    const before = this.#pair?.transcriptHashHex;
    await this.refresh();
    const isReplaced = this.#pair?.transcriptHashHex !== before;
    if (isReplaced) this.#lastEarlyMs = nowMs;
    return isReplaced;
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #fetch(): Promise<void> {
    clearTimeout(this.#timer);
    const { fetchPair, pairMs } = this.#options;
    let nextMs = pairMs;
    try {
      this.#pair = await fetchPair();
      this.#fetchedAtMs = this.#monotonicMs();
    } catch {
      // The old copy goes on being served: a gateway that is away for a moment must not change anybody's keys.
      nextMs = Math.min(RETRY_MS, pairMs);
    }
    if (this.#isClosed) return;
    this.#timer = setTimeout(() => void this.refresh(), nextMs);
    this.#timer.unref();
  }
}
