/**
 * QUIC variable-length integers (RFC 9000 section 16): the two top bits of the first byte give the length,
 * 1, 2, 4 or 8 bytes, the rest is the number, big-endian. Longer forms than needed are legal and accepted.
 * Must never return a number that a double cannot hold: such a length can only be refused.
 */
import type { Bytes } from '../bytes/index.ts';
import { OhttpError } from './errors.ts';

/** How many bytes the integer takes that starts with this byte. */
export function varintSizeAt(firstByte: number): number {
  return 1 << (firstByte >> 6);
}

/** How many bytes the shortest form of a number takes. */
export function varintSize(value: number): number {
  return value < 2 ** 6 ? 1 : value < 2 ** 14 ? 2 : value < 2 ** 30 ? 4 : 8;
}

/** The shortest form, or a longer one where `size` asks for it. */
export function encodeVarint(value: number, size = varintSize(value)): Bytes {
  if (!Number.isSafeInteger(value) || value < 0 || varintSize(value) > size) {
    throw new OhttpError('varint-invalid', `${value} in ${size} bytes`);
  }
  const bytes = new Uint8Array(size);
  for (let i = size - 1, rest = value; i >= 0; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  // log2 of the size in the two top bits, which the number itself leaves free.
  bytes[0] = (bytes[0] ?? 0) | (Math.log2(size) << 6);
  return bytes;
}

/** Reads the integer that fills `bytes` exactly. */
export function decodeVarint(bytes: Uint8Array): number {
  const [first = 0, ...more] = bytes;
  let value = first & 0x3f;
  for (const byte of more) value = value * 256 + byte;
  if (bytes.length !== varintSizeAt(first) || !Number.isSafeInteger(value)) {
    throw new OhttpError('varint-invalid');
  }
  return value;
}
