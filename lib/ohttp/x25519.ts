/**
 * DHKEM(X25519, HKDF-SHA256), KEM 0x0020 (RFC 9180 section 4.1) on the platform's X25519.
 * Points of low order give an all-zero result and are refused on both sides (section 7.1.4): whoever sends one
 * chooses the secret. Must never see a runtime without WebCrypto X25519: that one imports noble/index.ts.
 */
import { concat, type Bytes } from '../bytes/index.ts';
import { OhttpError } from './errors.ts';
import { HKDF_SHA256 } from './hkdf-sha256.ts';
import { extractAndExpand, type Kem, type KemPrivateKey } from './hpke.ts';

const ALGORITHM = { name: 'X25519' };
export const X25519_ID = 0x0020;
export const X25519_SIZE = 32;
/** PKCS #8 around a raw private key (RFC 8410 section 7): the one import form that every runtime has. */
const PKCS8_HEAD = new Uint8Array([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32]);
/** The base point: its multiple is the public key. */
const NINE = new Uint8Array(X25519_SIZE);
NINE[0] = 9;

/** A key pair whose secret stays in WebCrypto. */
export interface X25519Pair {
  readonly privateKey: CryptoKey;
  readonly publicKey: Bytes;
}

export function importX25519Point(publicKey: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', publicKey, ALGORITHM, true, []);
}

/** X25519 itself; throws 'low-order-point' where the result would be zero. */
export async function x25519(
  privateKey: CryptoKey,
  point: CryptoKey | Promise<CryptoKey>,
): Promise<Bytes> {
  let shared: Bytes;
  try {
    const algorithm = { ...ALGORITHM, public: await point };
    shared = new Uint8Array(await crypto.subtle.deriveBits(algorithm, privateKey, 256));
  } catch (cause) {
    // The platform refuses the zero result by itself, as RFC 7748 section 6.1 allows, under a name of its own.
    throw new OhttpError('low-order-point', undefined, { cause });
  }
  if (shared.every((byte) => byte === 0)) throw new OhttpError('low-order-point');
  return shared;
}

async function generateCryptoKeys(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['deriveBits']);
  if (!('privateKey' in pair)) throw new TypeError('X25519 gave no key pair');
  return pair;
}

export async function generateX25519(): Promise<X25519Pair> {
  const { privateKey, publicKey } = await generateCryptoKeys();
  return {
    privateKey,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', publicKey)),
  };
}

export async function importX25519(secret: Bytes): Promise<X25519Pair> {
  const pkcs8 = concat(PKCS8_HEAD, secret);
  const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, [
    'deriveBits',
  ]);
  return { privateKey, publicKey: await x25519(privateKey, importX25519Point(NINE)) };
}

/** The gateway's side of the KEM over a key pair. */
export function x25519PrivateKey({ privateKey, publicKey }: X25519Pair): KemPrivateKey {
  return {
    publicKey,
    decap: async (enc) =>
      sharedSecretOf(await x25519(privateKey, importX25519Point(enc)), enc, publicKey),
  };
}

export function sharedSecretOf(dh: Bytes, enc: Bytes, publicKey: Bytes): Bytes {
  return extractAndExpand(HKDF_SHA256, X25519_ID, dh, concat(enc, publicKey), 32);
}

export const DHKEM_X25519: Kem = {
  id: X25519_ID,
  publicKeySize: X25519_SIZE,
  encSize: X25519_SIZE,
  async encap(publicKey) {
    const [point, pair] = await Promise.all([importX25519Point(publicKey), generateCryptoKeys()]);
    // Neither waits for the other: in Node and Firefox each is a trip to another thread.
    const [raw, dh] = await Promise.all([
      crypto.subtle.exportKey('raw', pair.publicKey),
      x25519(pair.privateKey, point),
    ]);
    const enc = new Uint8Array(raw);
    return { enc, sharedSecret: sharedSecretOf(dh, enc, publicKey) };
  },
  generate: async () => x25519PrivateKey(await generateX25519()),
};
