/**
 * Reads one CBOR item of a strict subset of RFC 8949: what signed evidence and receipts are made of, nothing more.
 * Every declared size is compared with the input before anything is allocated, and nesting is bounded, because
 * all input is hostile until its signature holds. Must never accept two spellings of one integer or one length,
 * so a signed map cannot mean two things to two readers.
 */
import { fromUtf8, Reader, type Bytes } from '../bytes/index.ts';
import { CborError } from './errors.ts';

/** The major type stays visible: 1 as an integer and 1 as a float would otherwise be one JavaScript number. */
export type Cbor =
  | { readonly kind: 'unsigned'; readonly value: number }
  | { readonly kind: 'negative'; readonly value: number }
  | { readonly kind: 'bytes'; readonly value: Bytes }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'array'; readonly value: readonly Cbor[] }
  | { readonly kind: 'map'; readonly value: CborMap; readonly isIndefinite: boolean }
  | { readonly kind: 'tag'; readonly tag: number; readonly value: Cbor }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null'; readonly value: null };

/** Keys are integers or text; a JavaScript Map keeps 1 and "1" apart. */
export type CborMap = ReadonlyMap<number | string, Cbor>;

export interface CborLimits {
  /** Longest input accepted, in bytes. */
  readonly maxBytes: number;
  /** Deepest nesting of arrays, maps and tags; default 4. */
  readonly maxDepth?: number;
  /** Most elements of one array, or entries of one map; default 64. */
  readonly maxItems?: number;
  /** Accept arrays and maps of indefinite length (never strings); default false. */
  readonly allowIndefinite?: boolean;
  /** Tag numbers accepted; default none. */
  readonly tags?: readonly number[];
  /** Also demand the key order of RFC 8949 section 4.2.1; default false. */
  readonly sortedKeys?: boolean;
}

const BREAK = 0xff;

/** The one item that `input` holds, to its last byte. Throws CborError. */
export function readCbor(input: Bytes, limits: CborLimits): Cbor {
  if (input.length > limits.maxBytes)
    throw new CborError('cbor-too-large', `${input.length} bytes`);
  const source = new Source(input, limits);
  const item = source.item(limits.maxDepth ?? 4);
  if (!source.reader.done) throw new CborError('cbor-trailing', `${source.reader.remaining} bytes`);
  return item;
}

class Source {
  readonly reader: Reader;
  readonly #input: Bytes;
  readonly #limits: CborLimits;

  constructor(input: Bytes, limits: CborLimits) {
    this.reader = new Reader(input);
    this.#input = input;
    this.#limits = limits;
  }

  item(depthLeft: number): Cbor {
    const initial = this.take(1)[0] ?? 0;
    const major = initial >> 5;
    const info = initial & 31;
    if (major === 7) return simpleValue(info);
    const count = info === 31 ? undefined : this.argument(info);
    if (major < 4) return this.scalar(major, count);
    if (depthLeft === 0) throw new CborError('cbor-too-deep');
    if (major === 6) return this.tagged(count, depthLeft - 1);
    if (count === undefined && this.#limits.allowIndefinite !== true) {
      throw new CborError('cbor-indefinite');
    }
    if (count !== undefined) this.checkCount(count, major === 5 ? 2 : 1);
    return major === 4 ? this.array(count, depthLeft - 1) : this.map(count, depthLeft - 1);
  }

  take(length: number): Bytes {
    if (length > this.reader.remaining) {
      throw new CborError('cbor-truncated', `${length} wanted, ${this.reader.remaining} left`);
    }
    return this.reader.bytes(length);
  }

  /** The argument of section 3, in its shortest form only (section 4.2.1). */
  argument(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new CborError('cbor-unsupported', `additional information ${info}`);
    const length = 1 << (info - 24);
    let value = 0;
    for (const byte of this.take(length)) value = value * 256 + byte;
    if (!Number.isSafeInteger(value)) throw new CborError('cbor-number-too-large');
    const smallest = length === 1 ? 24 : 256 ** (length / 2);
    if (value < smallest) throw new CborError('cbor-not-minimal');
    return value;
  }

  scalar(major: number, argument: number | undefined): Cbor {
    if (argument === undefined) throw new CborError('cbor-indefinite', 'string or integer');
    if (major === 0) return { kind: 'unsigned', value: argument };
    if (major === 1) {
      const value = -1 - argument;
      if (!Number.isSafeInteger(value)) throw new CborError('cbor-number-too-large');
      return { kind: 'negative', value };
    }
    const bytes = this.take(argument);
    if (major === 2) return { kind: 'bytes', value: bytes };
    try {
      return { kind: 'text', value: fromUtf8(bytes) };
    } catch (cause) {
      throw new CborError('cbor-text-invalid', undefined, { cause });
    }
  }

  tagged(tag: number | undefined, depthLeft: number): Cbor {
    if (tag === undefined || this.#limits.tags?.includes(tag) !== true) {
      throw new CborError('cbor-tag', `tag ${tag}`);
    }
    return { kind: 'tag', tag, value: this.item(depthLeft) };
  }

  /** Each element takes at least one byte: a count beyond the input is refused before any room is made for it. */
  checkCount(count: number, itemsEach: number): void {
    if (count > (this.#limits.maxItems ?? 64)) {
      throw new CborError('cbor-too-many-items', `${count}`);
    }
    if (count * itemsEach > this.reader.remaining) throw new CborError('cbor-truncated');
  }

  /** True when another element follows: by count, or, in an indefinite container, until the break byte. */
  more(done: number, count: number | undefined): boolean {
    if (count !== undefined) return done < count;
    if (this.reader.done) throw new CborError('cbor-truncated', 'no break');
    if (this.#input[this.reader.offset] === BREAK) {
      this.reader.bytes(1);
      return false;
    }
    this.checkCount(done + 1, 0);
    return true;
  }

  array(count: number | undefined, depthLeft: number): Cbor {
    const items: Cbor[] = [];
    while (this.more(items.length, count)) items.push(this.item(depthLeft));
    return { kind: 'array', value: items };
  }

  map(count: number | undefined, depthLeft: number): Cbor {
    const entries = new Map<number | string, Cbor>();
    let previousKey: Bytes = new Uint8Array(0);
    while (this.more(entries.size, count)) {
      const from = this.reader.offset;
      const key = this.item(0);
      const keyBytes = this.#input.subarray(from, this.reader.offset);
      if (typeof key.value !== 'number' && typeof key.value !== 'string') {
        throw new CborError('cbor-key-type', key.kind);
      }
      if (entries.has(key.value)) throw new CborError('cbor-duplicate-key', String(key.value));
      if (this.#limits.sortedKeys === true && compareBytes(previousKey, keyBytes) >= 0) {
        throw new CborError('cbor-not-sorted');
      }
      previousKey = keyBytes;
      entries.set(key.value, this.item(depthLeft));
    }
    return { kind: 'map', value: entries, isIndefinite: count === undefined };
  }
}

/** Only false, true and null: floats, undefined and unassigned simple values have no place in what is signed here. */
function simpleValue(info: number): Cbor {
  if (info === 20 || info === 21) return { kind: 'boolean', value: info === 21 };
  if (info === 22) return { kind: 'null', value: null };
  throw new CborError('cbor-unsupported', `simple value or float ${info}`);
}

/** Bytewise lexicographic order: the order of map keys in RFC 8949 section 4.2.1. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
