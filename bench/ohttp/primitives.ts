/** The primitives of the limit, bare: what no sealing can do without. */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { type Bytes } from '../../lib/bytes/index.ts';
import { CHACHA20_POLY1305 } from '../../lib/ohttp/chacha20-poly1305.ts';

export const random = (length: number): Bytes => {
  const bytes = new Uint8Array(length);
  // The platform gives at most 64 KiB at a time.
  for (let at = 0; at < length; at += 65_536)
    crypto.getRandomValues(bytes.subarray(at, at + 65_536));
  return bytes;
};

const X25519 = { name: 'X25519' };

/** One key generation and one agreement. */
export async function x25519Once(): Promise<() => Promise<void>> {
  const other = await generate();
  return async () => {
    const { privateKey } = await generate();
    await crypto.subtle.deriveBits({ ...X25519, public: other.publicKey }, privateKey, 256);
  };
}

async function generate(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey(X25519, false, ['deriveBits']);
  if (!('privateKey' in pair)) throw new TypeError('no key pair');
  return pair;
}

export interface Cipher {
  readonly name: string;
  seal(bytes: Bytes): Promise<Bytes> | Bytes;
  open(bytes: Bytes): Promise<Bytes> | Bytes;
}

const IV = new Uint8Array(12);
const NONE = new Uint8Array(0);

/** Every AEAD that the runtime can be had to do; the fastest over the bytes in question is the limit's. */
export async function ciphers(): Promise<Cipher[]> {
  const raw = random(32);
  const own = await CHACHA20_POLY1305.importKey(raw.slice());
  return [
    await webCrypto('AES-GCM', raw.slice(0, 16), 'raw'),
    ...(await webCrypto('ChaCha20-Poly1305', raw, 'raw-secret').then(
      (cipher) => [cipher],
      () => [],
    )),
    {
      name: 'noble ChaCha20-Poly1305',
      seal: (bytes) => new Uint8Array(chacha20poly1305(raw, IV).encrypt(bytes)),
      open: (bytes) => chacha20poly1305(raw, IV).decrypt(bytes).slice(),
    },
    {
      name: 'own ChaCha20-Poly1305',
      seal: (bytes) => own.seal(IV, bytes, NONE),
      open: (bytes) => own.open(IV, bytes, NONE),
    },
  ];
}

async function webCrypto(name: string, raw: Bytes, format: string): Promise<Cipher> {
  const subtle: { importKey(...args: readonly unknown[]): Promise<CryptoKey> } = crypto.subtle;
  const key = await subtle.importKey(format, raw, name, false, ['encrypt', 'decrypt']);
  const algorithm = { name, iv: IV };
  return {
    name: `WebCrypto ${name}`,
    seal: async (bytes) => new Uint8Array(await crypto.subtle.encrypt(algorithm, key, bytes)),
    open: async (bytes) => new Uint8Array(await crypto.subtle.decrypt(algorithm, key, bytes)),
  };
}
