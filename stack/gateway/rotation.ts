/**
 * Replaces the gateway's keys in time and drops old ones, by the wall clock: a machine that slept must not go on with
 * a key whose time is over. While the log cannot be reached there is no new key, and the old one ends when it said.
 */
import type { Epoch, Epochs } from './epoch.ts';

export interface RotationOptions {
  readonly now: () => number;
  readonly rotateMs: number;
  /** A replaced key is accepted for this long: relays and devices hold copies of its configuration. */
  readonly overlapMs: number;
}

const LOOK_MS = 60_000;

export class Rotation {
  readonly #epochs: Epochs;
  readonly #options: RotationOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #replaced = new Map<Epoch, number>();
  readonly #retiring = new Set<NodeJS.Timeout>();
  #rotating: Promise<void> | undefined;

  constructor(epochs: Epochs, options: RotationOptions) {
    this.#epochs = epochs;
    this.#options = options;
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
    const { now, rotateMs } = this.#options;
    for (const [epoch, untilMs] of this.#replaced) if (now() >= untilMs) this.#retire(epoch);
    // The log is asked again and again behind this; a failure is the closing of the gateway.
    if (now() >= this.#epochs.current.validity.fromMs + rotateMs) this.rotate().catch(() => {});
  }

  async #rotate(): Promise<void> {
    const { now, overlapMs } = this.#options;
    const before = this.#epochs.current;
    await this.#epochs.rotate();
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
