/**
 * Sealing contexts for one verified key: one waits, so that Send costs one AEAD call and no key agreement.
 * Must never use a context twice, keep one beyond its life, nor write one anywhere.
 */
import type { Bytes } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import {
  prepareSeal,
  type ChosenKey,
  type MessageKind,
  type PreparedSeal,
  type SealedRequest,
} from '../ohttp/index.ts';

/** Contexts live five minutes; one that a page finds older than this is replaced before it is needed. */
const FRESH_MS = 4 * 60_000;
const LIFETIME_MS = 5 * 60_000;

interface Waiting {
  readonly context: Promise<PreparedSeal>;
  readonly sinceMs: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

export class Contexts {
  readonly #chosen: ChosenKey;
  readonly #kind: MessageKind;
  readonly #now: () => number;
  #waiting: Waiting | undefined;

  constructor(chosen: ChosenKey, kind: MessageKind, now: () => number) {
    this.#chosen = chosen;
    this.#kind = kind;
    this.#now = now;
  }

  /** Resolves when one waits that will last for a while. */
  async prepare(): Promise<void> {
    if (this.#waiting !== undefined && this.#now() - this.#waiting.sinceMs > FRESH_MS) this.wipe();
    this.#waiting ??= {
      context: this.#make(),
      sinceMs: this.#now(),
      timer: setTimeout(() => this.wipe(), LIFETIME_MS),
    };
    await this.#waiting.context;
  }

  async seal(padded: Bytes): Promise<SealedRequest> {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.timer);
    try {
      if (waiting !== undefined) return await (await waiting.context).seal(padded);
    } catch (thrown) {
      if (codeOf(thrown) !== 'context-expired') throw thrown;
    }
    return (await this.#make()).seal(padded);
  }

  wipe(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting?.context.then((context) => context.wipe()).catch(() => undefined);
    this.#waiting = undefined;
  }

  #make(): Promise<PreparedSeal> {
    return prepareSeal(this.#chosen, this.#kind, { now: this.#now, lifetimeMs: LIFETIME_MS });
  }
}
