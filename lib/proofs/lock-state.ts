/**
 * What the worker knows of the passphrase: whether there is one, whether it was given, and how to seal what stands in
 * the session's memory. Must never know the passphrase: that is the pages' (lock/).
 */
import { fromBase64Url, toBase64Url } from '../bytes/index.ts';
import { count, isPlainObject, record, text } from '../shape/index.ts';
import type { Database } from './database.ts';
import { byteString, known } from './records.ts';
import type { Vault } from './vault.ts';
import { KEY_ID, SESSION_KEY, lockIdOf, type KeySession } from './vault-key.ts';

/** The wrapped key as it lies in the database. */
export const wrappedKeyRecord = record({
  id: text(20),
  lockId: text(40),
  /** Argon2id (RFC 9106): the memory in KiB, the passes, the lanes. */
  cost: record({ m: count(4_194_304), t: count(100), p: count(16) }),
  salt: byteString(16),
  iv: byteString(12),
  sealed: byteString(48),
  /** Locks by itself after so many minutes without the person; 0: only at the browser's exit. */
  idleMinutes: count(1440),
});

export interface Lock {
  readonly isLocked: boolean;
  readonly idleMinutes: number;
}

export async function lockOf(
  database: Database,
  session: KeySession | undefined,
): Promise<Lock | undefined> {
  const found = await database.use((handle) => handle.get('keys', KEY_ID));
  const lockId = lockIdOf(found);
  if (lockId === undefined) return undefined;
  const { idleMinutes } = known(wrappedKeyRecord, found);
  const unlocked = await session?.get(SESSION_KEY);
  return { isLocked: !isPlainObject(unlocked) || unlocked['lockId'] !== lockId, idleMinutes };
}

const PLACE = 'session';
const sealedShape = record({ iv: text(16), sealed: text(64_000_000) });

export function sessionSeal(vault: Vault): {
  sealSession(value: unknown): Promise<unknown>;
  openSession(sealed: unknown): Promise<unknown>;
} {
  return {
    sealSession: async (value) => {
      const { iv, sealed } = await vault.seal(PLACE, value);
      // As text: the session's memory holds JSON.
      return { iv: toBase64Url(iv), sealed: toBase64Url(sealed) };
    },
    openSession: (value) => {
      const { iv, sealed } = known(sealedShape, value);
      return vault.open(PLACE, { iv: fromBase64Url(iv), sealed: fromBase64Url(sealed) });
    },
  };
}
