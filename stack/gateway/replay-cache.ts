/**
 * Remembers which encapsulated keys were opened with one gateway key, for as long as that key is accepted: a copy of
 * a request, which anybody on the way can make, is answered once (RFC 9458 section 6.5.1).
 * Must never forget while the key lives; when it is full, nothing more is taken with this key.
 */
import { createHash } from 'node:crypto';
import type { Bytes } from '../../lib/bytes/index.ts';

export class ReplayCache {
  readonly #seen = new Set<string>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#seen.size;
  }

  get isFull(): boolean {
    return this.#seen.size >= this.#capacity;
  }

  /** True the first time. */
  admit(enc: Bytes): boolean {
    const name = nameOf(enc);
    if (this.#seen.has(name)) return false;
    this.#seen.add(name);
    return true;
  }
}

/** An encapsulated key of the hybrid is 1,120 bytes: its hash is enough, and half a million of them fit. */
function nameOf(enc: Bytes): string {
  return createHash('sha256').update(enc).digest('base64').slice(0, 22);
}
