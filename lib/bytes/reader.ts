/**
 * Reads a byte string from front to back, with every length checked before anything is taken.
 * Must never return fewer bytes than were asked for.
 */
import type { Bytes } from './bytes.ts';
import { BytesError } from './errors.ts';

export class Reader {
  #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  /** How many bytes have been taken. */
  get offset(): number {
    return this.#at;
  }
  get remaining(): number {
    return this.#bytes.length - this.#at;
  }
  get done(): boolean {
    return this.remaining === 0;
  }

  /** The next `length` bytes, as a view. Throws BytesError 'too-short'. */
  bytes(length: number): Bytes {
    if (!Number.isSafeInteger(length) || length < 0 || length > this.remaining) {
      throw new BytesError('too-short', `${length} wanted, ${this.remaining} left`);
    }
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  /** Everything that is left. */
  rest(): Bytes {
    return this.bytes(this.remaining);
  }

  u8(): number {
    return this.#number(1);
  }
  u16(): number {
    return this.#number(2);
  }
  u24(): number {
    return this.#number(3);
  }
  u32(): number {
    return this.#number(4);
  }
  /** A 64-bit number; throws BytesError 'number-too-large' from 2^53 on. */
  u64(): number {
    return this.#number(8);
  }

  #number(length: number): number {
    let value = 0;
    for (const byte of this.bytes(length)) value = value * 256 + byte;
    if (!Number.isSafeInteger(value)) throw new BytesError('number-too-large');
    return value;
  }
}
