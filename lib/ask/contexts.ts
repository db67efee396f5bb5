/**
 * Sealing contexts for one verified key: one waits, so that Send costs one AEAD call and no key agreement.
 * Must never use a context twice, nor write one anywhere.
 */
import type { Bytes } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import {
  prepareSeal,
  type ChosenKey,
  type PreparedSeal,
  type SealedRequest,
} from '../ohttp/index.ts';

export class Contexts {
  readonly #chosen: ChosenKey;
  readonly #now: () => number;
  #waiting: Promise<PreparedSeal> | undefined;

  constructor(chosen: ChosenKey, now: () => number) {
    this.#chosen = chosen;
    this.#now = now;
  }

  async prepare(): Promise<void> {
    this.#waiting ??= prepareSeal(this.#chosen, 'chunked', { now: this.#now });
    await this.#waiting;
  }

  async seal(padded: Bytes): Promise<SealedRequest> {
    await this.prepare();
    const waiting = await this.#waiting;
    this.#waiting = undefined;
    try {
      if (waiting !== undefined) return await waiting.seal(padded);
    } catch (thrown) {
      if (codeOf(thrown) !== 'context-expired') throw thrown;
    }
    return (await prepareSeal(this.#chosen, 'chunked', { now: this.#now })).seal(padded);
  }

  wipe(): void {
    this.#waiting?.then((context) => context.wipe()).catch(() => undefined);
    this.#waiting = undefined;
  }
}
