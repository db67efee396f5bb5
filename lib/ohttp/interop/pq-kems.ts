/**
 * The other KEMs of draft-ietf-hpke-pq, for conformance: ML-KEM alone (section 3) and ML-KEM with a NIST curve
 * (section 4). The hybrid that the product uses stands in lib/ohttp/hybrid.
 */
import { ml_kem1024_p384, ml_kem768_p256 } from '@noble/post-quantum/hybrid.js';
import { ml_kem1024, ml_kem512, ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat, copyOf, u16, utf8, type Bytes } from '../../bytes/index.ts';
import { OhttpError } from '../errors.ts';
import { EMPTY } from '../hpke.ts';
import { labeledDerive, SHAKE256 } from './kdfs.ts';
import type { ExactKem } from './kems.ts';

interface Scheme {
  readonly lengths: { publicKey?: number; cipherText?: number; seed?: number; msgRand?: number };
  keygen(seed: Bytes): { publicKey: Uint8Array; secretKey: Uint8Array };
  encapsulate(
    publicKey: Bytes,
    random: Bytes,
  ): { cipherText: Uint8Array; sharedSecret: Uint8Array };
  decapsulate(cipherText: Bytes, secretKey: Uint8Array): Uint8Array;
}

/** The secret key is the seed that the pair is made of; `ephemeral` is the randomness of Encap. */
function exactKem(id: number, scheme: Scheme): ExactKem {
  const { publicKey = 0, cipherText = 0, seed = 0, msgRand = 0 } = scheme.lengths;
  const refusing = <T>(work: () => T): T => {
    try {
      return work();
    } catch (cause) {
      throw new OhttpError('key-config-invalid', 'KEM', { cause });
    }
  };
  return {
    id,
    publicKeySize: publicKey,
    encSize: cipherText,
    deriveSecret: (ikm) =>
      labeledDerive(SHAKE256, concat(utf8('KEM'), u16(id)), ikm, 'DeriveKeyPair', EMPTY, seed),
    publicKeyOf: async (secret) => refusing(() => copyOf(scheme.keygen(secret).publicKey)),
    encap: async (key, random) => {
      // The curve's part is a series of candidates: the draft draws fewer of them than this library asks for.
      const padded = concat(random, new Uint8Array(Math.max(0, msgRand - random.length)));
      const made = refusing(() => scheme.encapsulate(key, padded));
      return { enc: copyOf(made.cipherText), sharedSecret: copyOf(made.sharedSecret) };
    },
    decap: async (enc, secret) =>
      refusing(() => copyOf(scheme.decapsulate(enc, scheme.keygen(secret).secretKey))),
  };
}

export const EXACT_PQ_KEMS: readonly ExactKem[] = [
  exactKem(0x0040, ml_kem512),
  exactKem(0x0041, ml_kem768),
  exactKem(0x0042, ml_kem1024),
  exactKem(0x0050, ml_kem768_p256),
  exactKem(0x0051, ml_kem1024_p384),
];
