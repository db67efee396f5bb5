/**
 * DHKEM(X25519, HKDF-SHA256) in plain JavaScript, for a runtime whose WebCrypto has no X25519 (before Chrome 133,
 * Firefox 130, Node 18.4). A door of its own, so that the product, whose floors are higher, does not carry a curve.
 * Low-order points are refused here too (RFC 9180 section 7.1.4). Must never be used where the platform's is there:
 * that one is 3 to 5 times faster and keeps its secrets to itself.
 */
import { x25519 } from '@noble/curves/ed25519.js';
import { copyOf, type Bytes } from '../../bytes/index.ts';
import { OhttpError } from '../errors.ts';
import type { Kem, KemPrivateKey, Suite } from '../hpke.ts';
import { PRODUCT_SUITE } from '../suites.ts';
import { sharedSecretOf, X25519_ID, X25519_SIZE } from '../x25519.ts';

function agree(secret: Bytes, point: Bytes): Bytes {
  try {
    return copyOf(x25519.getSharedSecret(secret, point));
  } catch (cause) {
    throw new OhttpError('low-order-point', undefined, { cause });
  }
}

export function nobleX25519PrivateKey(secret: Bytes): KemPrivateKey {
  const publicKey = copyOf(x25519.getPublicKey(secret));
  return {
    publicKey,
    decap: (enc) =>
      Promise.resolve().then(() => sharedSecretOf(agree(secret, enc), enc, publicKey)),
  };
}

const DHKEM_X25519_NOBLE: Kem = {
  id: X25519_ID,
  publicKeySize: X25519_SIZE,
  encSize: X25519_SIZE,
  encap: (publicKey) =>
    Promise.resolve().then(() => {
      const secret = copyOf(x25519.utils.randomSecretKey());
      const enc = copyOf(x25519.getPublicKey(secret));
      const sharedSecret = sharedSecretOf(agree(secret, publicKey), enc, publicKey);
      secret.fill(0);
      return { enc, sharedSecret };
    }),
  generate: () => Promise.resolve(nobleX25519PrivateKey(copyOf(x25519.utils.randomSecretKey()))),
};

/** The product's suite on this engine. */
export const NOBLE_SUITE: Suite = { ...PRODUCT_SUITE, kem: DHKEM_X25519_NOBLE };
