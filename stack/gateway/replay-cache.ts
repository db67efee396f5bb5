/**
 * Remembers which encapsulated keys were opened with one gateway key, for as long as that key is accepted: a copy of
 * a request, which anybody on the way can make, is answered once (RFC 9458 section 6.5.1).
 * Must never forget while the key lives; when it is full, nothing more is taken with this key.
 */
import { toHex, type Bytes } from '../../lib/bytes/index.ts';

export class ReplayCache {
  readonly #seen = new Set<string>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get isFull(): boolean {
    return this.#seen.size >= this.#capacity;
  }

  /** True the first time. */
  admit(enc: Bytes): boolean {
    const name = toHex(enc);
    if (this.#seen.has(name)) return false;
    this.#seen.add(name);
    return true;
  }
}
