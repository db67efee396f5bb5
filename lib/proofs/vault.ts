/**
 * Seals texts at rest with an AES-GCM-256 key that can be used here but never read out, not even by us.
 * Without a passphrase a copied profile still opens them (vault-key.ts): this guards against whoever reads the files.
 * Must never use one initialisation vector twice, nor open a text under another record's name.
 */
import { fromUtf8, utf8, type Bytes } from '../bytes/index.ts';
import { ProofsError } from './errors.ts';

export interface Sealed {
  readonly iv: Bytes;
  readonly sealed: Bytes;
}

export type Random = (length: number) => Bytes;

const IV_LENGTH = 12;

export class Vault {
  readonly #findKey: () => Promise<CryptoKey>;
  readonly #random: Random;
  #key: Promise<CryptoKey> | undefined;

  /** @param findKey Asked once, and again when that failed. */
  constructor(findKey: () => Promise<CryptoKey>, random: Random) {
    this.#findKey = findKey;
    this.#random = random;
  }

  /** The next use finds the key anew: there may be another one by now, or none that may be used. */
  forgetKey(): void {
    this.#key = undefined;
  }

  /** @param place Names the record and field; a text opens only where it was sealed. */
  seal(place: string, value: unknown): Promise<Sealed> {
    return this.sealBytes(place, utf8(JSON.stringify(value)));
  }

  async sealBytes(place: string, plain: Bytes): Promise<Sealed> {
    const iv = this.#random(IV_LENGTH);
    const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(`sotto vault v1\0${place}`) };
    const sealed = await crypto.subtle.encrypt(algorithm, await this.#theKey(), plain);
    return { iv, sealed: new Uint8Array(sealed) };
  }

  /** The value again, still to be parsed. Throws ProofsError 'record-unreadable'. */
  async open(place: string, sealed: Sealed): Promise<unknown> {
    return JSON.parse(fromUtf8(await this.openBytes(place, sealed)));
  }

  async openBytes(place: string, { iv, sealed }: Sealed): Promise<Bytes> {
    const algorithm = { name: 'AES-GCM', iv, additionalData: utf8(`sotto vault v1\0${place}`) };
    const key = await this.#theKey();
    try {
      return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, sealed));
    } catch (cause) {
      throw new ProofsError('record-unreadable', undefined, { cause });
    }
  }

  #theKey(): Promise<CryptoKey> {
    this.#key ??= this.#findKey();
    this.#key.catch(() => (this.#key = undefined));
    return this.#key;
  }
}
