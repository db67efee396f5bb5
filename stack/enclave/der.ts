/**
 * Writes the few DER items (ITU-T X.690) that an X.509 certificate is made of. Only for the development chain:
 * reading lives in lib/attestation and shares nothing with this, so that one mistake cannot hide in both.
 */
import { concat, u16, u8, utf8, type Bytes } from '../../lib/bytes/index.ts';

/** Tag, length in the shortest form (section 10.1), content. */
export function item(tag: number, ...content: readonly Uint8Array[]): Bytes {
  const body = concat(...content);
  if (body.length < 0x80) return concat(u8(tag), u8(body.length), body);
  if (body.length < 0x100) return concat(u8(tag), u8(0x81), u8(body.length), body);
  return concat(u8(tag), u8(0x82), u16(body.length), body);
}

export const sequence = (...content: readonly Uint8Array[]): Bytes => item(0x30, ...content);
export const set = (...content: readonly Uint8Array[]): Bytes => item(0x31, ...content);
export const octets = (content: Uint8Array): Bytes => item(0x04, content);
export const bits = (content: Uint8Array, unused = 0): Bytes => item(0x03, u8(unused), content);
export const truth = (value: boolean): Bytes => item(0x01, u8(value ? 0xff : 0));
export const explicit = (number: number, content: Uint8Array): Bytes =>
  item(0xa0 | number, content);
export const implicit = (number: number, content: Uint8Array): Bytes =>
  item(0x80 | number, content);

/** A non-negative integer from its big-endian bytes (section 8.3): shortest, with a zero before a set top bit. */
export function integer(bytes: Uint8Array): Bytes {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from++;
  const value = bytes.subarray(from);
  const needsZero = ((value[0] ?? 0) & 0x80) !== 0 || value.length === 0;
  return item(0x02, needsZero ? concat(u8(0), value) : value);
}

/** Dotted text to OBJECT IDENTIFIER (section 8.19). */
export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return item(0x06, ...[40 * first + second, ...rest].map(base128));
}

function base128(value: number): Bytes {
  const digits = [value & 0x7f];
  for (let left = value >>> 7; left > 0; left >>>= 7) digits.unshift(0x80 | (left & 0x7f));
  return Uint8Array.from(digits);
}

/** PrintableString for the country, UTF8String for the rest: as AWS writes its names. */
export const printable = (text: string): Bytes => item(0x13, utf8(text));
export const utf8String = (text: string): Bytes => item(0x0c, utf8(text));

/** UTCTime to the second (RFC 5280 section 4.1.2.5.1); good until 2049, longer than the development root lives. */
export function utcTime(timeMs: number): Bytes {
  const digits = new Date(timeMs).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return item(0x17, utf8(`${digits}Z`));
}
