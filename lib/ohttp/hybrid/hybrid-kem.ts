/**
 * MLKEM768-X25519 (X-Wing), KEM 0x647a (draft-ietf-hpke-pq, draft-connolly-cfrg-xwing-kem): the secret stands as long as either
 * of the two does. What is recorded today stays shut even for who has a quantum computer later.
 *
 *   secret key = 32-byte seed;  SHAKE256(seed, 96) = ML-KEM seed(64) | X25519 secret(32)
 *   public key = ML-KEM key(1184) | X25519 key(32)       enc = ML-KEM ciphertext(1088) | X25519 key(32)
 *   shared     = SHA3-256(ML-KEM secret | X25519 secret | X25519 part of enc | X25519 part of the public key | label)
 *
 * A door of its own: its weight is nobody's who does not use it. X25519 is the platform's.
 */
import { sha3_256, shake256 } from '@noble/hashes/sha3.js';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat, copyOf, type Bytes } from '../../bytes/index.ts';
import { OhttpError } from '../errors.ts';
import type { Kem, KemPrivateKey } from '../hpke.ts';
import {
  generateX25519,
  importX25519,
  importX25519Point,
  x25519,
  X25519_SIZE,
  type X25519Pair,
} from '../x25519.ts';

const ML_KEM_PUBLIC_KEY_SIZE = 1184;
const ML_KEM_CIPHERTEXT_SIZE = 1088;
/** The six bytes \.//^\ of X-Wing. */
const LABEL = new Uint8Array([0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c]);

/** The private key that a seed stands for. */
export async function hybridPrivateKey(seed: Bytes): Promise<KemPrivateKey> {
  const expanded = shake256(seed, { dkLen: 96 });
  const mlKem = ml_kem768.keygen(expanded.subarray(0, 64));
  const pair = await importX25519(copyOf(expanded.subarray(64)));
  expanded.fill(0);
  return privateKeyOf(mlKem, pair);
}

function privateKeyOf(mlKem: ReturnType<typeof ml_kem768.keygen>, pair: X25519Pair): KemPrivateKey {
  return {
    publicKey: concat(mlKem.publicKey, pair.publicKey),
    async decap(enc) {
      if (enc.length !== HYBRID_KEM.encSize) throw new OhttpError('request-invalid', 'enc');
      const [ciphertext, point] = split(enc, ML_KEM_CIPHERTEXT_SIZE);
      const mlKemSecret = ml_kem768.decapsulate(ciphertext, mlKem.secretKey);
      const dh = await x25519(pair.privateKey, importX25519Point(point));
      return combine(mlKemSecret, dh, point, pair.publicKey);
    },
  };
}

/** Encapsulation; the conformance runner hands in what is random otherwise. */
export async function hybridEncap(
  publicKey: Bytes,
  pair: X25519Pair,
  mlKemRandom?: Bytes,
): Promise<{ enc: Bytes; sharedSecret: Bytes }> {
  const [mlKemKey, point] = split(publicKey, ML_KEM_PUBLIC_KEY_SIZE);
  const dh = await x25519(pair.privateKey, importX25519Point(point));
  const { cipherText, sharedSecret } = encapsulate(mlKemKey, mlKemRandom);
  return {
    enc: concat(cipherText, pair.publicKey),
    sharedSecret: combine(sharedSecret, dh, pair.publicKey, point),
  };
}

function encapsulate(
  key: Bytes,
  random?: Bytes,
): { cipherText: Uint8Array; sharedSecret: Uint8Array } {
  try {
    return ml_kem768.encapsulate(key, random);
  } catch (cause) {
    // FIPS 203 section 7.2: a key whose coefficients are out of range is refused.
    throw new OhttpError('key-config-invalid', 'ML-KEM key', { cause });
  }
}

function combine(mlKemSecret: Uint8Array, dh: Bytes, enc: Bytes, publicKey: Bytes): Bytes {
  return copyOf(sha3_256(concat(mlKemSecret, dh, enc, publicKey, LABEL)));
}

function split(bytes: Bytes, at: number): [Bytes, Bytes] {
  return [bytes.subarray(0, at), bytes.subarray(at)];
}

export const HYBRID_KEM: Kem = {
  id: 0x647a,
  publicKeySize: ML_KEM_PUBLIC_KEY_SIZE + X25519_SIZE,
  encSize: ML_KEM_CIPHERTEXT_SIZE + X25519_SIZE,
  encap: async (publicKey) => hybridEncap(publicKey, await generateX25519()),
  // Two fresh halves: a seed is only a way to write them down, and this key is never written down.
  generate: async () => privateKeyOf(ml_kem768.keygen(), await generateX25519()),
};
