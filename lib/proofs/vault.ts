/**
 * Seals texts at rest with an AES-GCM-256 key that can be used here but never read out, not even by us.
 * A copied profile still opens them on the same browser: this guards against whoever reads the files, no more.
 * Must never use one initialisation vector twice, nor open a text under another record's name.
 */
import { fromUtf8, utf8, type Bytes } from '../bytes/index.ts';
import type { Database } from './database.ts';
import { ProofsError } from './errors.ts';

export interface Sealed {
  readonly iv: Bytes;
  readonly sealed: Bytes;
}

export type Random = (length: number) => Bytes;

const KEY_ID = 'vault';
const IV_LENGTH = 12;

export class Vault {
  readonly #database: Database;
  readonly #random: Random;
  #key: Promise<CryptoKey> | undefined;

  constructor(database: Database, random: Random) {
    this.#database = database;
    this.#random = random;
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
    this.#key ??= this.#findOrMake();
    this.#key.catch(() => (this.#key = undefined));
    return this.#key;
  }

  async #findOrMake(): Promise<CryptoKey> {
    const found = await this.#database.use((handle) => handle.get('keys', KEY_ID));
    if (found !== undefined) return keyOf(found);
    // Made outside of the transaction, which would die while waiting; the first one stored wins.
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    return this.#database.write(['keys'], async (transaction) => {
      const store = transaction.objectStore('keys');
      const earlier = await store.get(KEY_ID);
      if (earlier === undefined) await store.put({ id: KEY_ID, key: made });
      return earlier === undefined ? made : keyOf(earlier);
    });
  }
}

function keyOf(record: unknown): CryptoKey {
  if (typeof record === 'object' && record !== null && 'key' in record) {
    const { key } = record;
    if (key instanceof CryptoKey && !key.extractable) return key;
  }
  throw new ProofsError('record-invalid', 'vault key');
}
