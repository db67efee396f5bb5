/**
 * The key derivation functions that the product does not use: HKDF over SHA-384 and SHA-512 (RFC 9180 section 7.2)
 * and the one-stage functions of draft-ietf-hpke-pq section 5. For conformance and tests.
 */
import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { turboshake128, turboshake256 } from '@noble/hashes/sha3-addons.js';
import { shake128, shake256 } from '@noble/hashes/sha3.js';
import { sha384, sha512 } from '@noble/hashes/sha2.js';
import { concat, copyOf, u16, utf8, type Bytes } from '../../bytes/index.ts';
import { HKDF_SHA256 } from '../hkdf-sha256.ts';
import type { Kdf, ModeInputs, Schedule } from '../hpke.ts';

function hkdf(id: number, hash: typeof sha384): Kdf {
  return {
    id,
    size: hash.outputLen,
    // HMAC itself: noble's extract() is the same but for an empty salt.
    extract: (salt, secret) =>
      copyOf(salt.length > 0 ? hmac(hash, salt, secret) : extract(hash, secret)),
    expand: (key, info, length) => copyOf(expand(hash, key, info, length)),
  };
}

export const HKDF_SHA384 = hkdf(0x0002, sha384);
export const HKDF_SHA512 = hkdf(0x0003, sha512);
export const TWO_STAGE_KDFS: readonly Kdf[] = [HKDF_SHA256, HKDF_SHA384, HKDF_SHA512];

/** A function that takes its input at once and gives as many bytes as are asked for. */
export interface OneStageKdf {
  readonly id: number;
  readonly size: number;
  derive(input: Bytes, length: number): Bytes;
}

function oneStage(id: number, size: number, xof: typeof shake128): OneStageKdf {
  return { id, size, derive: (input, length) => copyOf(xof(input, { dkLen: length })) };
}

export const SHAKE256 = oneStage(0x0011, 64, shake256);
export const ONE_STAGE_KDFS: readonly OneStageKdf[] = [
  oneStage(0x0010, 32, shake128),
  SHAKE256,
  {
    id: 0x0012,
    size: 32,
    derive: (input, length) => copyOf(turboshake128(input, { dkLen: length })),
  },
  {
    id: 0x0013,
    size: 64,
    derive: (input, length) => copyOf(turboshake256(input, { dkLen: length })),
  },
];

/** LabeledDerive: Derive(ikm | "HPKE-v1" | suite_id | len(label) | label | I2OSP(L, 2) | context, L). */
export function labeledDerive(
  kdf: OneStageKdf,
  suiteId: Bytes,
  secret: Bytes,
  label: string,
  context: Bytes,
  length: number,
): Bytes {
  const labelled = [utf8('HPKE-v1'), suiteId, prefixed(utf8(label)), u16(length), context];
  return kdf.derive(concat(secret, ...labelled), length);
}

/** CombineSecrets_OneStage. */
export function oneStageSchedule(
  kdf: OneStageKdf,
  suiteId: Bytes,
  sizes: { readonly keySize: number; readonly nonceSize: number },
  sharedSecret: Bytes,
  info: Bytes,
  { mode, psk, pskId }: ModeInputs,
): Schedule {
  const secrets = concat(prefixed(psk), prefixed(sharedSecret));
  const context = concat(Uint8Array.of(mode), prefixed(pskId), prefixed(info));
  const { keySize, nonceSize } = sizes;
  const total = keySize + nonceSize + kdf.size;
  const secret = labeledDerive(kdf, suiteId, secrets, 'secret', context, total);
  return {
    key: secret.slice(0, keySize),
    baseNonce: secret.slice(keySize, keySize + nonceSize),
    exporterSecret: secret.slice(keySize + nonceSize),
  };
}

function prefixed(bytes: Bytes): Bytes {
  return concat(u16(bytes.length), bytes);
}
