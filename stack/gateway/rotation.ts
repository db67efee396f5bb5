/**
 * Replaces the gateway's keys in time, by the wall clock: a machine that slept must not go on with a key whose time is
 * over. A clock that was set may neither prolong a key nor leave one in use that begins tomorrow. While the log cannot
 * be reached there is no new key, and the old one ends when it said.
 */
import type { Epoch, Epochs } from './epoch.ts';

export interface RotationOptions {
  readonly now: () => number;
  readonly rotateMs: number;
  /** A replaced key is accepted for this long: relays and devices hold copies of its configuration. */
  readonly overlapMs: number;
  /** Milliseconds that only go forward. */
  readonly monotonicMs?: () => number;
}

const LOOK_MS = 60_000;
/** A clock is set back by so little every day. */
const SMALL_STEP_MS = 60_000;

export class Rotation {
  readonly #epochs: Epochs;
  readonly #options: RotationOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #replaced = new Map<Epoch, number>();
  readonly #retiring = new Set<NodeJS.Timeout>();
  readonly #monotonicMs: () => number;
  #sinceMs: number;
  #rotating: Promise<void> | undefined;

  constructor(epochs: Epochs, options: RotationOptions) {
    this.#epochs = epochs;
    this.#options = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    this.#sinceMs = this.#monotonicMs();
    const lookMs = Math.min(LOOK_MS, options.rotateMs);
    this.#timer = setInterval(() => this.#look(), lookMs).unref();
  }

  /** Replaces the keys now; those before stay accepted for the overlap. */
  rotate(): Promise<void> {
    this.#rotating ??= this.#rotate().finally(() => {
      this.#rotating = undefined;
    });
    return this.#rotating;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const timer of this.#retiring) clearTimeout(timer);
  }

  #look(): void {
    const { now } = this.#options;
    for (const [epoch, untilMs] of this.#replaced) if (now() >= untilMs) this.#retire(epoch);
    // The log is asked again and again behind this; a failure is the closing of the gateway.
    if (this.#isOver(now() - this.#epochs.current.validity.fromMs)) this.rotate().catch(() => {});
  }

  #isOver(ageMs: number): boolean {
    const { rotateMs } = this.#options;
    if (ageMs < -SMALL_STEP_MS) return true;
    return ageMs >= rotateMs || this.#monotonicMs() - this.#sinceMs >= rotateMs;
  }

  async #rotate(): Promise<void> {
    const { now, overlapMs } = this.#options;
    const before = this.#epochs.current;
    await this.#epochs.rotate();
    this.#sinceMs = this.#monotonicMs();
    this.#replaced.set(before, now() + overlapMs);
    const timer = setTimeout(() => {
      this.#retiring.delete(timer);
      this.#retire(before);
    }, overlapMs);
    this.#retiring.add(timer.unref());
  }

  #retire(epoch: Epoch): void {
    this.#replaced.delete(epoch);
    this.#epochs.retire(epoch);
  }
}
