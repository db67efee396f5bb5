/**
 * AES-GCM by WebCrypto (RFC 9180 section 7.3). Not in the product's suite: for gateways that offer nothing else,
 * and for large bodies in tests and benches. Must never say why an opening failed.
 */
import type { Bytes } from '../bytes/index.ts';
import { OhttpError } from './errors.ts';
import type { Aead, AeadKey } from './hpke.ts';

const NAME = 'AES-GCM';

class AesGcmKey implements AeadKey {
  #key: CryptoKey | undefined;

  constructor(key: CryptoKey) {
    this.#key = key;
  }

  async seal(iv: Bytes, plaintext: Bytes, additionalData: Bytes): Promise<Bytes> {
    const algorithm = { name: NAME, iv, additionalData };
    return new Uint8Array(await crypto.subtle.encrypt(algorithm, this.#present(), plaintext));
  }

  async open(iv: Bytes, sealed: Bytes, additionalData: Bytes): Promise<Bytes> {
    const key = this.#present();
    try {
      const algorithm = { name: NAME, iv, additionalData };
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
    } catch {
      throw new OhttpError('open-failed');
    }
  }

  wipe(): void {
    this.#key = undefined;
  }

  #present(): CryptoKey {
    if (!this.#key) throw new OhttpError('context-wiped');
    return this.#key;
  }
}

/** @internal The 256-bit variant is used by `interop/` only. */
export function aesGcm(id: number, keySize: number): Aead {
  return {
    id,
    keySize,
    nonceSize: 12,
    importKey: async (key) =>
      new AesGcmKey(await crypto.subtle.importKey('raw', key, NAME, false, ['encrypt', 'decrypt'])),
  };
}

export const AES_128_GCM: Aead = /* @__PURE__ */ aesGcm(0x0001, 16);
