/**
 * Reads one CBOR item of a strict subset of RFC 8949: what signed evidence and receipts are made of, nothing more.
 * Every declared size is compared with the input before anything is allocated, and nesting is bounded, because
 * all input is hostile until its signature holds. Must never accept two spellings of one integer or one length,
 * so a signed map cannot mean two things to two readers.
 */
import { fromUtf8, toHex, type Bytes } from '../bytes/index.ts';
import { CborError, type CborErrorCode } from './errors.ts';

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

/** Where reading has got to. A plain record and free functions: half the size of a class when built. */
interface Cursor extends CborLimits {
  readonly input: Bytes;
  at: number;
}

/** The one item that `input` holds, to its last byte. Throws CborError. */
export function readCbor(input: Bytes, limits: CborLimits): Cbor {
  if (input.length > limits.maxBytes) refuse('cbor-too-large');
  const cursor = { ...limits, input, at: 0 };
  const item = readItem(cursor, limits.maxDepth ?? 4);
  if (cursor.at < input.length) refuse('cbor-trailing');
  return item;
}

function refuse(code: CborErrorCode, detail?: string): never {
  throw new CborError(code, detail);
}

function readItem(cursor: Cursor, depthLeft: number): Cbor {
  const initial = take(cursor, 1)[0] ?? 0;
  const major = initial >> 5;
  const info = initial & 31;
  if (major === 7) return simpleValue(info);
  const count = info === 31 ? undefined : readArgument(cursor, info);
  if (major < 4) return readScalar(cursor, major, count);
  if (depthLeft === 0) refuse('cbor-too-deep');
  if (major === 6) return readTagged(cursor, count, depthLeft - 1);
  if (count !== undefined) checkCount(cursor, count, major - 3);
  else if (cursor.allowIndefinite !== true) refuse('cbor-indefinite');
  return (major === 4 ? readArray : readMap)(cursor, count, depthLeft - 1);
}

function take(cursor: Cursor, length: number): Bytes {
  const end = cursor.at + length;
  if (end > cursor.input.length) refuse('cbor-truncated');
  const taken = cursor.input.subarray(cursor.at, end);
  cursor.at = end;
  return taken;
}

/** The argument of section 3, in its shortest form only (section 4.2.1). */
function readArgument(cursor: Cursor, info: number): number {
  if (info < 24) return info;
  if (info > 27) refuse('cbor-unsupported');
  const length = 1 << (info - 24);
  let value = 0;
  for (const byte of take(cursor, length)) value = value * 256 + byte;
  // 2^53 − 2 at most, so that −1 − value is exact as well.
  if (value >= Number.MAX_SAFE_INTEGER) refuse('cbor-number-too-large');
  if (value < (length === 1 ? 24 : 256 ** (length / 2))) refuse('cbor-not-minimal');
  return value;
}

function readScalar(cursor: Cursor, major: number, argument: number | undefined): Cbor {
  if (argument === undefined) refuse('cbor-indefinite');
  if (major === 0) return { kind: 'unsigned', value: argument };
  if (major === 1) return { kind: 'negative', value: -1 - argument };
  const bytes = take(cursor, argument);
  if (major === 2) return { kind: 'bytes', value: bytes };
  try {
    return { kind: 'text', value: fromUtf8(bytes) };
  } catch {
    return refuse('cbor-text-invalid');
  }
}

function readTagged(cursor: Cursor, tag: number | undefined, depthLeft: number): Cbor {
  if (tag === undefined || cursor.tags?.includes(tag) !== true) refuse('cbor-tag');
  return { kind: 'tag', tag, value: readItem(cursor, depthLeft) };
}

/** Each element takes at least one byte: a count beyond the input is refused before any room is made for it. */
function checkCount({ input, at, maxItems }: Cursor, count: number, itemsEach: number): void {
  if (count > (maxItems ?? 64)) refuse('cbor-too-many-items');
  if (count * itemsEach > input.length - at) refuse('cbor-truncated');
}

/** True when another element follows: by count, or, in an indefinite container, until the break byte ff. */
function hasMore(cursor: Cursor, done: number, count: number | undefined): boolean {
  if (count !== undefined) return done < count;
  checkCount(cursor, done, 0);
  if (cursor.input[cursor.at] !== 0xff) return true;
  cursor.at++;
  return false;
}

function readArray(cursor: Cursor, count: number | undefined, depthLeft: number): Cbor {
  const value: Cbor[] = [];
  while (hasMore(cursor, value.length, count)) value.push(readItem(cursor, depthLeft));
  return { kind: 'array', value };
}

function readMap(cursor: Cursor, count: number | undefined, depthLeft: number): Cbor {
  const value = new Map<number | string, Cbor>();
  let previousHex = '';
  while (hasMore(cursor, value.size, count)) {
    const from = cursor.at;
    const key = readItem(cursor, 0).value;
    // Hex of the encoded key sorts as its bytes do.
    const keyHex = toHex(cursor.input.subarray(from, cursor.at));
    if (typeof key !== 'number' && typeof key !== 'string') refuse('cbor-key-type');
    if (value.has(key)) refuse('cbor-duplicate-key', `${key}`);
    if (cursor.sortedKeys === true && keyHex <= previousHex) refuse('cbor-not-sorted');
    previousHex = keyHex;
    value.set(key, readItem(cursor, depthLeft));
  }
  return { kind: 'map', value, isIndefinite: count === undefined };
}

/** Only false, true and null: floats, undefined and unassigned simple values have no place in what is signed here. */
function simpleValue(info: number): Cbor {
  if (info === 22) return { kind: 'null', value: null };
  if (info !== 20 && info !== 21) refuse('cbor-unsupported');
  return { kind: 'boolean', value: info === 21 };
}
