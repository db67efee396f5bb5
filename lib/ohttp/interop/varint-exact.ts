/** QUIC integers of the full 62 bits (RFC 9000 section 16), which the product refuses above 2^53 - 1. For the vectors. */
import type { Bytes } from '../../bytes/index.ts';
import { OhttpError } from '../errors.ts';
import { varintSizeAt } from '../varint.ts';

export function decodeVarintExact(bytes: Bytes): bigint {
  const [first, ...more] = bytes;
  if (first === undefined || bytes.length !== varintSizeAt(first)) {
    throw new OhttpError('varint-invalid');
  }
  return more.reduce((value, byte) => value * 256n + BigInt(byte), BigInt(first & 0x3f));
}
