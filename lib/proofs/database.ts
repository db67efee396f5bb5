/**
 * The one way into IndexedDB: opens it, brings its schema up to date, and opens it again when the browser closed it.
 * Must never be used inside a transaction of its own: a transaction dies at the first foreign await.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { ProofsError } from './errors.ts';

export const DATABASE_NAME = 'sotto';
export const DATABASE_VERSION = 1;

/** Values are unknown until records.ts has parsed them: a database is a border like any other. */
export interface Schema extends DBSchema {
  asks: { key: string; value: unknown; indexes: { 'by-created': number } };
  proofs: { key: string; value: unknown; indexes: { 'by-ref': string } };
  /** Evidence and transcripts, by the SHA-256 of their bytes, shared between proofs. */
  evidence: { key: string; value: unknown };
  /** The vault's non-extractable key. */
  keys: { key: string; value: unknown };
  /** Enclave images and key configurations that this device has seen, with first and last time. */
  seen: { key: string; value: unknown; indexes: { 'by-gateway': string } };
  /** The draft, sealed, so that it survives the browser's exit. */
  drafts: { key: string; value: unknown };
}

export type Handle = IDBPDatabase<Schema>;

export class Database {
  #opening: Promise<Handle> | undefined;

  /** Runs the work on an open handle; once more on a fresh one when the browser had closed the first. */
  async use<T>(work: (handle: Handle) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open());
    } catch (thrown) {
      if (nameOf(thrown) !== 'InvalidStateError') throw storeError(thrown);
      this.#opening = undefined;
    }
    try {
      return await work(await this.#open());
    } catch (thrown) {
      throw storeError(thrown);
    }
  }

  async close(): Promise<void> {
    const opening = this.#opening;
    this.#opening = undefined;
    (await opening)?.close();
  }

  #open(): Promise<Handle> {
    if (this.#opening !== undefined) return this.#opening;
    const forget = (): void => {
      this.#opening = undefined;
    };
    const opening = openDB<Schema>(DATABASE_NAME, DATABASE_VERSION, {
      upgrade: (handle, oldVersion) => {
        if (oldVersion < 1) createVersion1(handle);
      },
      // Another context still holds an older version open; its own `blocking` below makes it let go.
      blocked: () => undefined,
      blocking: (_current, _wanted, event) => {
        forget();
        if (event.target instanceof IDBDatabase) event.target.close();
      },
      terminated: forget,
    });
    this.#opening = opening;
    opening.catch(forget);
    return opening;
  }
}

function createVersion1(handle: Handle): void {
  handle.createObjectStore('asks', { keyPath: 'id' }).createIndex('by-created', 'createdAtMs');
  handle
    .createObjectStore('proofs', { keyPath: 'id' })
    .createIndex('by-ref', 'refs', { multiEntry: true });
  handle.createObjectStore('evidence', { keyPath: 'digestHex' });
  handle.createObjectStore('keys', { keyPath: 'id' });
  handle.createObjectStore('seen', { keyPath: 'id' }).createIndex('by-gateway', 'gateway');
  handle.createObjectStore('drafts', { keyPath: 'id' });
}

function nameOf(thrown: unknown): string {
  return thrown instanceof DOMException || thrown instanceof Error ? thrown.name : '';
}

function storeError(thrown: unknown): unknown {
  if (thrown instanceof ProofsError) return thrown;
  const name = nameOf(thrown);
  if (name === 'QuotaExceededError')
    return new ProofsError('store-full', undefined, { cause: thrown });
  return new ProofsError('store-unavailable', name, { cause: thrown });
}
