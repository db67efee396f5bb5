/**
 * ChaCha20-Poly1305 (RFC 8439), AEAD 0x0003: synchronous for what is small, by WebCrypto for what is large where the
 * runtime has it (Chromium does, Firefox and Node do not yet). The bytes are the same on both ways.
 * Must never say why an opening failed.
 */
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import type { Bytes } from '../bytes/index.ts';
import { OhttpError } from './errors.ts';
import type { Aead, AeadKey } from './hpke.ts';

/** From this size on a trip to WebCrypto is cheaper than the work (README.md, Engine). */
const NATIVE_FROM = 2048;
const NAME = 'ChaCha20-Poly1305';
let hasNative = true;

/** The platform's key, or undefined where the platform does not know the cipher; asked once per runtime. */
async function importNative(key: Bytes): Promise<CryptoKey | undefined> {
  try {
    // The name of the format and of the algorithm are newer than the type library.
    const format: string = 'raw-secret';
    const subtle: { importKey(...args: readonly unknown[]): Promise<CryptoKey> } = crypto.subtle;
    return await subtle.importKey(format, key, NAME, false, ['encrypt', 'decrypt']);
  } catch {
    hasNative = false;
    return undefined;
  }
}

class ChaChaKey implements AeadKey {
  readonly #key: Bytes;
  #native: Promise<CryptoKey | undefined> | undefined;

  constructor(key: Bytes) {
    this.#key = key;
  }

  seal(nonce: Bytes, plaintext: Bytes, aad: Bytes): Bytes | Promise<Bytes> {
    return hasNative && plaintext.length >= NATIVE_FROM
      ? this.#sealNative(nonce, plaintext, aad)
      : this.#sealHere(nonce, plaintext, aad);
  }

  open(nonce: Bytes, sealed: Bytes, aad: Bytes): Bytes | Promise<Bytes> {
    return hasNative && sealed.length >= NATIVE_FROM
      ? this.#openNative(nonce, sealed, aad)
      : this.#openHere(nonce, sealed, aad);
  }

  wipe(): void {
    this.#key.fill(0);
    this.#native = undefined;
  }

  #sealHere(nonce: Bytes, plaintext: Bytes, aad: Bytes): Bytes {
    return chacha20poly1305(this.#key, nonce, aad).encrypt(plaintext);
  }

  #openHere(nonce: Bytes, sealed: Bytes, aad: Bytes): Bytes {
    try {
      return chacha20poly1305(this.#key, nonce, aad).decrypt(sealed);
    } catch {
      throw new OhttpError('open-failed');
    }
  }

  async #sealNative(iv: Bytes, plaintext: Bytes, additionalData: Bytes): Promise<Bytes> {
    const key = await (this.#native ??= importNative(this.#key));
    if (!key) return this.#sealHere(iv, plaintext, additionalData);
    const algorithm = { name: NAME, iv, additionalData };
    return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  }

  async #openNative(iv: Bytes, sealed: Bytes, additionalData: Bytes): Promise<Bytes> {
    const key = await (this.#native ??= importNative(this.#key));
    if (!key) return this.#openHere(iv, sealed, additionalData);
    try {
      const algorithm = { name: NAME, iv, additionalData };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
    } catch {
      throw new OhttpError('open-failed');
    }
  }
}

export const CHACHA20_POLY1305: Aead = {
  id: 0x0003,
  keySize: 32,
  nonceSize: 12,
  importKey: (key) => new ChaChaKey(key),
};
