/**
 * ChaCha20-Poly1305 (RFC 8439), AEAD 0x0003: synchronous for what is small, by WebCrypto for what is large where the
 * runtime has it (Chromium does, Firefox and Node do not yet). The bytes are the same on both ways.
 * Must never say why an opening failed.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { ChaCha20, viewOf } from './chacha20.ts';
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
  readonly #cipher: ChaCha20;
  readonly #native: Promise<CryptoKey | undefined> | undefined;
  #isWiped = false;

  constructor(key: Bytes) {
    this.#key = key;
    this.#cipher = new ChaCha20(key);
    // At once, so that a prepared context has nothing left to do but the sealing.
    if (hasNative) this.#native = importNative(key);
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
    this.#isWiped = true;
  }

  /** A wiped key is all zeros: nothing may be sealed under that, not even what was asked for before. */
  #check(): void {
    if (this.#isWiped) throw new OhttpError('context-wiped');
  }

  #sealHere(nonce: Bytes, plaintext: Bytes, aad: Bytes): Bytes {
    this.#check();
    const sealed = new Uint8Array(plaintext.length + TAG_SIZE);
    const ciphertext = sealed.subarray(0, plaintext.length);
    this.#cipher.xor(viewOf(nonce), 1, plaintext, ciphertext);
    sealed.set(this.#tag(nonce, ciphertext, aad), plaintext.length);
    return sealed;
  }

  #openHere(nonce: Bytes, sealed: Bytes, aad: Bytes): Bytes {
    this.#check();
    const ciphertext = sealed.subarray(0, Math.max(sealed.length - TAG_SIZE, 0));
    // The tag first: nothing is deciphered that was not sealed by who holds the key.
    if (!equal(this.#tag(nonce, ciphertext, aad), sealed.subarray(ciphertext.length))) {
      throw new OhttpError('open-failed');
    }
    const plaintext = new Uint8Array(ciphertext.length);
    this.#cipher.xor(viewOf(nonce), 1, ciphertext, plaintext);
    return plaintext;
  }

  /** RFC 8439 section 2.8: over aad | zeros | ciphertext | zeros | length of aad(8) | length of ciphertext(8). */
  #tag(nonce: Bytes, ciphertext: Bytes, aad: Bytes): Bytes {
    const poly = new Poly1305(this.#cipher.oneTimeKey(viewOf(nonce)));
    this.#cipher.wipe();
    const lengths = new Uint8Array(16);
    viewOf(lengths).setUint32(0, aad.length, true);
    // Below 2^32: no buffer of a runtime is longer.
    viewOf(lengths).setUint32(8, ciphertext.length, true);
    if (aad.length > 0) poly.updatePadded(aad);
    poly.updatePadded(ciphertext);
    poly.updatePadded(lengths);
    return poly.digest();
  }

  async #sealNative(iv: Bytes, plaintext: Bytes, additionalData: Bytes): Promise<Bytes> {
    const key = await this.#native;
    if (!key) return this.#sealHere(iv, plaintext, additionalData);
    const algorithm = { name: NAME, iv, additionalData };
    return new Uint8Array(await crypto.subtle.encrypt(algorithm, key, plaintext));
  }

  async #openNative(iv: Bytes, sealed: Bytes, additionalData: Bytes): Promise<Bytes> {
    const key = await this.#native;
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
