/**
 * Reads what an Ethereum contract returns (Solidity ABI specification): words of 32 bytes, and offsets from the start
 * of the frame that holds them. Bounded and strict: a node that lies must cost neither memory nor a crash.
 * Must never copy what it has not measured, and never read a number wider than its type.
 */
import { fromHex, fromUtf8, toHex, type Bytes } from '../bytes/index.ts';
import { OpengradientError } from './errors.ts';

const WORD = 32;

/** The bytes of a JSON-RPC hex string of whole words, at least one. */
export function abiBytes(data: string, maxLength: number): Bytes {
  const bytes = hexBytes(data, maxLength);
  return bytes.length > 0 && bytes.length % WORD === 0 ? bytes : fail('not whole words');
}

/** The bytes of a hex string of any length, which begins with 0x. */
export function hexBytes(text: string, maxLength: number): Bytes {
  if (!text.startsWith('0x') || text.length > 2 + 2 * maxLength) fail('hex');
  try {
    return fromHex(text.slice(2));
  } catch (cause) {
    throw new OpengradientError('chain-data-invalid', 'hex', { cause });
  }
}

/** A tuple or the elements of an array: a row of words, from whose start the offsets count. */
export class AbiFrame {
  readonly #bytes: Bytes;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  word(index: number): Bytes {
    const word = this.#bytes.subarray(index * WORD, (index + 1) * WORD);
    return word.length === WORD ? word : fail('end of data');
  }

  bytes32(index: number): string {
    return `0x${toHex(this.word(index))}`;
  }

  address(index: number): string {
    const word = this.word(index);
    if (word.subarray(0, 12).some((byte) => byte !== 0)) fail('address');
    return `0x${toHex(word.subarray(12))}`;
  }

  big(index: number): bigint {
    return BigInt(this.bytes32(index));
  }

  /** A number of at most 48 bits. */
  number(index: number, bits: number): number {
    const value = this.big(index);
    return value < 1n << BigInt(bits) ? Number(value) : fail('number');
  }

  flag(index: number): boolean {
    return this.number(index, 1) === 1;
  }

  /** The frame that the word at `index` points to. */
  frame(index: number): AbiFrame {
    const offset = this.offset(index);
    if (offset > this.#bytes.length) fail('offset');
    return new AbiFrame(this.#bytes.subarray(offset));
  }

  /** Where the word at `index` points to, counted from here. */
  offset(index: number): number {
    return this.number(index, 48);
  }

  /** A dynamic byte string: a length and then the bytes, filled with zeros to whole words. */
  bytes(index: number, maxLength: number): Bytes {
    const start = this.offset(index) + WORD;
    const length = this.frame(index).number(0, 48);
    if (length > maxLength) fail('length');
    const padded = this.#bytes.subarray(start, start + Math.ceil(length / WORD) * WORD);
    if (padded.length % WORD !== 0 || padded.length < length) fail('end of data');
    if (padded.subarray(length).some((byte) => byte !== 0)) fail('padding');
    return padded.subarray(0, length);
  }

  text(index: number, maxLength: number): string {
    const bytes = this.bytes(index, maxLength);
    try {
      return fromUtf8(bytes);
    } catch (cause) {
      throw new OpengradientError('chain-data-invalid', 'UTF-8', { cause });
    }
  }

  /** The elements of a dynamic array of dynamic tuples. */
  tuples(index: number, maxCount: number): AbiFrame[] {
    const array = this.frame(index);
    const count = array.number(0, 48);
    if (count > maxCount) fail('count');
    const elements = new AbiFrame(array.#bytes.subarray(WORD));
    // Each element needs a word here, so the count is honest before anything is made for it.
    if (count * WORD > elements.#bytes.length) fail('count');
    return Array.from({ length: count }, (_, i) => elements.frame(i));
  }
}

function fail(detail: string): never {
  throw new OpengradientError('chain-data-invalid', detail);
}
