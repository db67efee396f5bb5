/**
 * The product's own KEMs (X25519 by WebCrypto, the hybrid) with the ephemeral key handed in, so that the vectors run
 * through the code that the product runs and not through a likeness of it.
 */
import { concat, copyOf, u16, utf8 } from '../../bytes/index.ts';
import { hybridEncap, HYBRID_KEM, hybridPrivateKey } from '../hybrid/index.ts';
import {
  DHKEM_X25519,
  importX25519,
  importX25519Point,
  sharedSecretOf,
  x25519,
  x25519PrivateKey,
} from '../x25519.ts';
import { EMPTY } from '../hpke.ts';
import { labeledDerive, SHAKE256 } from './kdfs.ts';
import { EXACT_DH_KEMS, type ExactKem } from './kems.ts';

const [, , , reference] = EXACT_DH_KEMS;

/** DHKEM(X25519) on WebCrypto. The authenticated modes, which the product has not, are the reference's. */
export const EXACT_WEBCRYPTO_X25519: ExactKem = {
  id: DHKEM_X25519.id,
  publicKeySize: 32,
  encSize: 32,
  deriveSecret: (ikm) => reference?.deriveSecret(ikm) ?? EMPTY,
  publicKeyOf: async (secret) => (await importX25519(secret)).publicKey,
  async encap(publicKey, ephemeral, sender) {
    if (sender && reference) return reference.encap(publicKey, ephemeral, sender);
    const { privateKey, publicKey: enc } = await importX25519(ephemeral);
    const dh = await x25519(privateKey, importX25519Point(publicKey));
    return { enc, sharedSecret: sharedSecretOf(dh, enc, publicKey) };
  },
  async decap(enc, secret, senderPublicKey) {
    if (senderPublicKey && reference) return reference.decap(enc, secret, senderPublicKey);
    return x25519PrivateKey(await importX25519(secret)).decap(enc);
  },
};

/** MLKEM768-X25519; its randomness is ML-KEM's 32 bytes and the X25519 secret. It has no authenticated mode. */
export const EXACT_HYBRID: ExactKem = {
  id: HYBRID_KEM.id,
  publicKeySize: HYBRID_KEM.publicKeySize,
  encSize: HYBRID_KEM.encSize,
  deriveSecret(ikm) {
    const suiteId = concat(utf8('KEM'), u16(HYBRID_KEM.id));
    return labeledDerive(SHAKE256, suiteId, ikm, 'DeriveKeyPair', EMPTY, 32);
  },
  publicKeyOf: async (secret) => (await hybridPrivateKey(secret)).publicKey,
  async encap(publicKey, randomness) {
    const pair = await importX25519(copyOf(randomness.subarray(32)));
    return hybridEncap(publicKey, pair, randomness.slice(0, 32));
  },
  decap: async (enc, secret) => (await hybridPrivateKey(secret)).decap(enc),
};
