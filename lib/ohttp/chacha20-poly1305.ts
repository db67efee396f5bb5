/**
 * ChaCha20-Poly1305 (RFC 8439), AEAD 0x0003: synchronous for what is small, by WebCrypto for what is large where the
 * runtime has it (Chromium does, Firefox and Node do not yet). The bytes are the same on both ways.
 * Must never say why an opening failed.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { chacha20, viewOf } from './chacha20.ts';
import { OhttpError } from './errors.ts';
import { TAG_SIZE, type Aead, type AeadKey } from './hpke.ts';
import { Poly1305 } from './poly1305.ts';

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
    const sealed = new Uint8Array(plaintext.length + TAG_SIZE);
    const ciphertext = sealed.subarray(0, plaintext.length);
    chacha20(this.#key, nonce, 1, plaintext, ciphertext);
    sealed.set(this.#tag(nonce, ciphertext, aad), plaintext.length);
    return sealed;
  }

  #openHere(nonce: Bytes, sealed: Bytes, aad: Bytes): Bytes {
    const ciphertext = sealed.subarray(0, Math.max(sealed.length - TAG_SIZE, 0));
    // The tag first: nothing is deciphered that was not sealed by who holds the key.
    if (!equal(this.#tag(nonce, ciphertext, aad), sealed.subarray(ciphertext.length))) {
      throw new OhttpError('open-failed');
    }
    const plaintext = new Uint8Array(ciphertext.length);
    chacha20(this.#key, nonce, 1, ciphertext, plaintext);
    return plaintext;
  }

  /** RFC 8439 section 2.8: over aad | zeros | ciphertext | zeros | length of aad(8) | length of ciphertext(8). */
  #tag(nonce: Bytes, ciphertext: Bytes, aad: Bytes): Bytes {
    const oneTimeKey = new Uint8Array(32);
    chacha20(this.#key, nonce, 0, oneTimeKey, oneTimeKey);
    const lengths = new Uint8Array(16);
    viewOf(lengths).setUint32(0, aad.length, true);
    // Below 2^32: no buffer of a runtime is longer.
    viewOf(lengths).setUint32(8, ciphertext.length, true);
    const poly = new Poly1305(oneTimeKey);
    for (const part of [aad, ciphertext, lengths]) poly.updatePadded(part);
    return poly.digest();
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
