/**
 * Where the vault's key is found. Without a passphrase it lies in the database, not exportable but there for whoever
 * has the profile. With one the database holds it only wrapped, and the bare key stands in the session's memory from
 * the unlocking until the lock or the browser's exit. Must never write a bare key to the database.
 */
import { fromBase64Url, toBase64Url, type Bytes } from '../bytes/index.ts';
import { isPlainObject } from '../shape/index.ts';
import type { Database } from './database.ts';
import { ProofsError } from './errors.ts';

/** What this needs of storage.session: memory of the browser, never on disk, closed to pages of the web. */
export interface KeySession {
  get(key: string): Promise<unknown>;
}

export const KEY_ID = 'vault';
export const SESSION_KEY = 'vault-key';
const KEY_LENGTH = 32;
const USES: KeyUsage[] = ['encrypt', 'decrypt'];

/** There is no passphrase where nobody can have unlocked anything. */
const NO_SESSION: KeySession = { get: () => Promise.resolve(undefined) };

/** The key, made when there is none. Throws ProofsError 'locked' while it is wrapped and nobody has unlocked it. */
export async function findVaultKey(
  database: Database,
  session: KeySession = NO_SESSION,
): Promise<CryptoKey> {
  const found = await database.use((handle) => handle.get('keys', KEY_ID));
  if (found !== undefined) return keyOf(found, session);
  // Made outside of the transaction, which would die while waiting; the first one stored wins.
  const made = await makeKey();
  const stored = await database.write(['keys'], async (transaction) => {
    const store = transaction.objectStore('keys');
    const earlier = await store.get(KEY_ID);
    if (earlier === undefined) await store.put({ id: KEY_ID, key: made });
    return earlier;
  });
  return stored === undefined ? made : keyOf(stored, session);
}

function makeKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, USES);
}

/** A key of these bytes that cannot be read out again. */
export function importKey(bytes: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, USES);
}

/** The name of the wrapped key in a record, or undefined where the record holds a bare one. */
export function lockIdOf(record: unknown): string | undefined {
  const lockId = isPlainObject(record) ? record['lockId'] : undefined;
  return typeof lockId === 'string' ? lockId : undefined;
}

/** What an unlocking puts into the session. */
export function sessionValue(lockId: string, key: Bytes): unknown {
  return { lockId, key: toBase64Url(key) };
}

async function keyOf(record: unknown, session: KeySession): Promise<CryptoKey> {
  const lockId = lockIdOf(record);
  if (lockId === undefined) return bareKeyOf(record);
  const unlocked = await session.get(SESSION_KEY);
  // One of another lock, left from before everything was wiped, opens nothing.
  if (!isPlainObject(unlocked) || unlocked['lockId'] !== lockId) throw new ProofsError('locked');
  const { key } = unlocked;
  const bytes = typeof key === 'string' ? fromBase64Url(key) : new Uint8Array(0);
  if (bytes.length !== KEY_LENGTH) throw new ProofsError('locked');
  return importKey(bytes);
}

export function bareKeyOf(record: unknown): CryptoKey {
  if (typeof record === 'object' && record !== null && 'key' in record) {
    const { key } = record;
    if (key instanceof CryptoKey && !key.extractable) return key;
  }
  throw new ProofsError('record-invalid', 'vault key');
}
