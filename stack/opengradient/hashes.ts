/**
 * keccak-256 as the network uses it. Everything that the device computes with lib/opengradient is computed here by
 * other code, so that one mistake cannot hide on both sides.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';

export function keccak(bytes: Uint8Array): Bytes {
  return copyOf(keccak_256(bytes));
}

export function keccakHex(bytes: Uint8Array): string {
  return Buffer.from(keccak_256(bytes)).toString('hex');
}

/** 32 bytes, big-endian. */
export function word(value: number | bigint): Bytes {
  return copyOf(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}
