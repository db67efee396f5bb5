/**
 * Bytes that arrive in pieces of any size and are taken in pieces of any other.
 * Each byte is copied a bounded number of times however the pieces fall: joining per read would be quadratic.
 * Must never overwrite what was handed out: what is taken is a view that stays valid.
 */
import type { Bytes } from '../bytes/index.ts';

const SMALLEST_BUFFER = 1024;

export class ByteQueue {
  #buffer: Bytes = new Uint8Array(0);
  #start = 0;
  #end = 0;
  /** A borrowed buffer is the caller's own array: it is read, never written. */
  #isBorrowed = true;

  get length(): number {
    return this.#end - this.#start;
  }

  /** The next byte, which must be there. */
  get first(): number {
    return this.#buffer[this.#start] ?? 0;
  }

  push(bytes: Bytes): void {
    const length = this.length;
    if (length === 0) {
      this.#buffer = bytes;
      this.#start = 0;
      this.#end = bytes.length;
      this.#isBorrowed = true;
      return;
    }
    if (this.#isBorrowed || this.#end + bytes.length > this.#buffer.length) {
      // As much room again as is filled, so that the next copy is paid for by as many bytes.
      const grown = new Uint8Array(Math.max(2 * (length + bytes.length), SMALLEST_BUFFER));
      grown.set(this.#buffer.subarray(this.#start, this.#end));
      this.#buffer = grown;
      this.#start = 0;
      this.#end = length;
      this.#isBorrowed = false;
    }
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The next `length` bytes as a view; at most what is there. */
  take(length: number): Bytes {
    const taken = this.#buffer.subarray(this.#start, Math.min(this.#start + length, this.#end));
    this.#start += taken.length;
    return taken;
  }
}
