/**
 * The stores of each version of the database, and the steps from one to the next. A step is never changed once a
 * version has been published: the next one is added. Must never read or rewrite a sealed text.
 */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import { looseMark } from './search/loose.ts';

export const DATABASE_VERSION = 4;

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
  /** Since version 2: what is looked for in a log, and what was found. */
  settlements: { key: string; value: unknown; indexes: { 'by-open': number } };
  /** Since version 2: what this device last believed of each log. */
  logs: { key: string; value: unknown };
  /** Since version 2: the hash chain over everything kept and forgotten. */
  journal: { key: number; value: unknown };
  /** Since version 3: the sealed index of words (search/records.ts). */
  search: { key: string; value: unknown };
  /** Since version 3: credits, sealed as one. */
  wallet: { key: string; value: unknown };
  /** Since version 4: what a person must hear of, until they have looked (alarms.ts). */
  alarms: { key: string; value: unknown };
}

export type Handle = IDBPDatabase<Schema>;

type Upgrading = IDBPTransaction<Schema, StoreNames<Schema>[], 'versionchange'>;

export function upgrade(
  handle: Handle,
  oldVersion: number,
  _newVersion: number | null,
  transaction: Upgrading,
): void {
  if (oldVersion < 1) createVersion1(handle);
  if (oldVersion < 2) addVersion2(handle);
  if (oldVersion < 3) addVersion3(handle);
  if (oldVersion < 4) addVersion4(handle);
  // The transaction waits for them, and what fails in them undoes the whole step.
  const abort = (): void => transaction.abort();
  if (oldVersion === 1) adoptVersion1(transaction).catch(abort);
  if (oldVersion === 1 || oldVersion === 2) adoptVersion2(transaction).catch(abort);
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

/** The journal began with version 2: what was there before is named once, so that it is not taken for slipped in. */
async function adoptVersion1(transaction: Upgrading): Promise<void> {
  const ids = await transaction.objectStore('asks').getAllKeys();
  await transaction.objectStore('journal').put({ number: 0, ids });
}

/** Asks of version 1 were never watched and stay so: what a log held then can no longer be told. */
function addVersion2(handle: Handle): void {
  handle.createObjectStore('settlements', { keyPath: 'id' }).createIndex('by-open', 'isOpen');
  handle.createObjectStore('logs', { keyPath: 'id' });
  handle.createObjectStore('journal', { keyPath: 'number' });
}

function addVersion3(handle: Handle): void {
  handle.createObjectStore('search', { keyPath: 'id' });
  handle.createObjectStore('wallet', { keyPath: 'id' });
}

function addVersion4(handle: Handle): void {
  handle.createObjectStore('alarms', { keyPath: 'id' });
}

/** Whatever was kept before there was an index of words is yet to be indexed; a later look at the list does it. */
async function adoptVersion2(transaction: Upgrading): Promise<void> {
  const ids = await transaction.objectStore('asks').getAllKeys();
  const search = transaction.objectStore('search');
  await Promise.all(ids.map((id) => search.put(looseMark(id, 0))));
}
