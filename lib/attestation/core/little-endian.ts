/**
 * Reads little-endian records with declared lengths (DCAP quotes, SPDM reports). Hands out views, copies nothing, and
 * refuses a length beyond the input before it is used for anything.
 */
import type { Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';

export class LittleEndian {
  readonly #bytes: Bytes;
  offset = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.length - this.offset;
  }

  take(length: number): Bytes {
    if (length > this.remaining) refuse('evidence-malformed', 'declared length beyond the input');
    const from = this.offset;
    this.offset += length;
    return this.#bytes.subarray(from, this.offset);
  }

  rest(): Bytes {
    return this.take(this.remaining);
  }

  /** A number of `length` bytes, at most six of them. */
  number(length: number): number {
    return this.take(length).reduceRight((value, byte) => value * 256 + byte, 0);
  }
}
