/**
 * Byte strings: the one type that every module passes around, and the few operations on it.
 * Must never know what the bytes mean.
 */

/** A byte string over its own ordinary buffer, so that WebCrypto and fetch accept it as it is. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Joins byte strings in order into a new one. */
export function concat(...parts: readonly Uint8Array[]): Bytes {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** True when both strings have the same length and the same bytes; takes the same time whatever differs. */
export function equal(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

/** A copy over a buffer of its own: what comes from Node or a library may be a view on a pool. */
export function copyOf(bytes: Uint8Array): Bytes {
  return new Uint8Array(bytes);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return new Uint8Array(encoder.encode(text));
}

/** The text of UTF-8 bytes; throws a TypeError on anything that is not UTF-8, keeps a byte order mark. */
export function fromUtf8(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** I2OSP(n, 1). */
export function u8(n: number): Bytes {
  return bigEndian(n, 1);
}
/** I2OSP(n, 2). */
export function u16(n: number): Bytes {
  return bigEndian(n, 2);
}
/** I2OSP(n, 4). */
export function u32(n: number): Bytes {
  return bigEndian(n, 4);
}
/** I2OSP(n, 8), for whole numbers below 2^53. */
export function u64(n: number): Bytes {
  return bigEndian(n, 8);
}

function bigEndian(n: number, length: number): Bytes {
  if (!Number.isSafeInteger(n) || n < 0 || n >= 256 ** length) {
    throw new RangeError(`${n} does not fit ${length} bytes`);
  }
  const bytes = new Uint8Array(length);
  for (let i = length - 1, rest = n; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return bytes;
}
