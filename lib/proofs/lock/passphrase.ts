/**
 * The pages' hand on the passphrase: set it, give it, change it, take it away. Setting one makes a new key and seals
 * everything anew under it; until that is done the old key stays beside it, so that whatever cuts it off (a closed page,
 * a crash) is made good at the next unlocking. Must never run while the worker holds the old key: it is told first.
 */
import type { Bytes } from '../../bytes/index.ts';
import { Database } from '../database.ts';
import { ProofsError } from '../errors.ts';
import { lockOf, wrappedKeyRecord } from '../lock-state.ts';
import { known } from '../records.ts';
import { Vault, type Random } from '../vault.ts';
import {
  bareKeyOf,
  findVaultKey,
  importKey,
  KEY_ID,
  sessionValue,
  SESSION_KEY,
} from '../vault-key.ts';
import { beginTry, forgiveTries, waitMs } from './attempts.ts';
import { sealAnew } from './reseal.ts';
import { unwrapKey, wrapKey, type Stretch, type WrappedKey } from './wrapped-key.ts';

/** The key of before, while something may still be sealed under it. */
const EARLIER_ID = 'earlier';
const KEY_LENGTH = 32;

export interface PassphraseEdges {
  readonly random: Random;
  readonly stretch: Stretch;
  readonly now: () => number;
  readonly session: { set(key: string, value: unknown): Promise<void> };
}

export type Progress = (done: number, of: number) => void;

export interface Passphrase {
  /** Null where there is none. */
  lock(): Promise<{ idleMinutes: number } | null>;
  /** How long the next try has to wait. */
  waitMs(): Promise<number>;
  set(passphrase: string, idleMinutes: number, tell?: Progress): Promise<void>;
  /** Throws ProofsError 'passphrase-wrong', 'passphrase-wait'. */
  unlock(passphrase: string, tell?: Progress): Promise<void>;
  change(before: string, after: string): Promise<void>;
  /** The key lies bare in the profile again. */
  remove(passphrase: string): Promise<void>;
  setIdleMinutes(idleMinutes: number): Promise<void>;
  close(): Promise<void>;
}

export function createPassphrase(edges: PassphraseEdges): Passphrase {
  const database = new Database();
  const open = async (lock: WrappedKey, key: Bytes): Promise<void> =>
    edges.session.set(SESSION_KEY, sessionValue(lock.lockId, key));
  return {
    lock: async () => (await lockOf(database, undefined)) ?? null,
    waitMs: () => waitMs(database, edges.now()),
    set: async (passphrase, idleMinutes, tell) => {
      const key = edges.random(KEY_LENGTH);
      const lock = await wrapKey(edges, passphrase, key, { idleMinutes });
      await putLock(database, lock);
      await leaveEarlier(database, key, edges.random, tell);
      await open(lock, key);
    },
    unlock: async (passphrase, tell) => {
      const { lock, key } = await tryPassphrase(database, edges, passphrase);
      await leaveEarlier(database, key, edges.random, tell);
      await open(lock, key);
    },
    change: async (before, after) => {
      const { lock, key } = await tryPassphrase(database, edges, before);
      const { idleMinutes, lockId } = lock;
      await replace(database, await wrapKey(edges, after, key, { idleMinutes, lockId }));
    },
    remove: async (passphrase) => {
      const { key } = await tryPassphrase(database, edges, passphrase);
      await leaveEarlier(database, key, edges.random);
      await replace(database, { id: KEY_ID, key: await importKey(key) });
      await edges.session.set(SESSION_KEY, null);
    },
    setIdleMinutes: async (idleMinutes) =>
      replace(database, { ...(await lockIn(database)), idleMinutes }),
    close: () => database.close(),
  };
}

async function lockIn(database: Database): Promise<WrappedKey> {
  return known(wrappedKeyRecord, await database.use((handle) => handle.get('keys', KEY_ID)));
}

async function replace(
  database: Database,
  record: WrappedKey | { id: string; key: CryptoKey },
): Promise<void> {
  await database.write(['keys'], (transaction) => transaction.objectStore('keys').put(record));
}

async function tryPassphrase(
  database: Database,
  edges: PassphraseEdges,
  passphrase: string,
): Promise<{ lock: WrappedKey; key: Bytes }> {
  const lock = await lockIn(database);
  await beginTry(database, edges.now());
  const key = await unwrapKey(edges, passphrase, lock);
  await forgiveTries(database);
  return { lock, key };
}

/** The lock takes the bare key's place, which goes beside it, in one step. */
async function putLock(database: Database, lock: WrappedKey): Promise<void> {
  // There may be nothing sealed yet, and so no key.
  await findVaultKey(database);
  await database.write(['keys'], async (transaction) => {
    const store = transaction.objectStore('keys');
    const key = bareKeyOf(await store.get(KEY_ID));
    await store.put({ id: EARLIER_ID, key });
    await store.put(lock);
  });
}

/** Seals what is under the key of before anew, twice where anything was found, and destroys that key. */
async function leaveEarlier(
  database: Database,
  key: Bytes,
  random: Random,
  tell: Progress = () => undefined,
): Promise<void> {
  const earlier = await database.use((handle) => handle.get('keys', EARLIER_ID));
  if (earlier === undefined) return;
  const [old, present] = [bareKeyOf(earlier), await importKey(key)];
  const keys = {
    from: new Vault(() => Promise.resolve(old), random),
    to: new Vault(() => Promise.resolve(present), random),
  };
  for (let turn = 0; turn < MOST_TURNS; turn++) {
    if ((await sealAnew(database, keys, tell)) > 0) continue;
    await database.write(['keys'], (transaction) =>
      transaction.objectStore('keys').delete(EARLIER_ID),
    );
    return;
  }
  throw new ProofsError('store-unavailable', 'somebody goes on writing under the old key');
}

const MOST_TURNS = 10;
