/**
 * The network's hashes (sections 1.4, 5.5, 5.6): keccak-256 as Ethereum has it, which is not SHA3-256.
 * Must never be handed text that is not well-formed: the encoder would replace what it cannot encode.
 */
import { keccak_256 } from '@noble/hashes/sha3.js';
import { concat, copyOf, fromHex, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { OpengradientError } from './errors.ts';

export function keccak(...parts: readonly Uint8Array[]): Bytes {
  return copyOf(keccak_256(concat(...parts)));
}

export function keccakHex(...parts: readonly Uint8Array[]): string {
  return toHex(keccak(...parts));
}

/** `tee_output_hash` of what the answer says; half a surrogate pair has no UTF-8 form and so no hash. */
export function outputHash(output: string): string {
  if (!output.isWellFormed()) throw new OpengradientError('answer-altered', 'not UTF-16');
  return keccakHex(utf8(output));
}

/** The name of a gateway: keccak-256 of its signing key in DER. */
export function teeIdOf(signingKeyDer: Uint8Array): string {
  return `0x${keccakHex(signingKeyDer)}`;
}

/** The registry's name for a build: keccak-256 of the three raw 48-byte measurements. */
export function pcrHashOf(pcr0: Bytes, pcr1: Bytes, pcr2: Bytes): string {
  if ([pcr0, pcr1, pcr2].some(({ length }) => length !== 48)) {
    throw new OpengradientError('chain-data-invalid', 'measurement length');
  }
  return `0x${keccakHex(pcr0, pcr1, pcr2)}`;
}

/** The 32 bytes of a hash written with or without 0x, in either case; undefined for any other text. */
export function hash32(text: string): Bytes | undefined {
  const digits = text.startsWith('0x') ? text.slice(2) : text;
  return /^[0-9a-fA-F]{64}$/.test(digits) ? fromHex(digits) : undefined;
}

/** uint256, big-endian. */
export function uint256(value: bigint): Bytes {
  const digits = value.toString(16);
  if (value < 0n || digits.length > 64)
    throw new OpengradientError('chain-data-invalid', 'uint256');
  return fromHex(digits.padStart(64, '0'));
}
