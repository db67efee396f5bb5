/**
 * One sealed record for the wallet, with compare-and-swap, so that worker and pages can both change it. Nothing of it
 * can be read on the disk, not even how much it holds: its length is rounded up.
 */
import { isPlainObject } from '../shape/index.ts';
import { Database } from './database.ts';
import { ProofsError } from './errors.ts';
import { Vault, type Random } from './vault.ts';
import { findVaultKey, type KeySession } from './vault-key.ts';

export interface SealedValueStore {
  /** Its version grows with every write; 0 while there is none. */
  read(): Promise<{ readonly version: number; readonly value: unknown }>;
  /** False when somebody else wrote since. */
  write(version: number, value: unknown): Promise<boolean>;
  close(): Promise<void>;
}

const ID = 'wallet';
const PLACE = 'wallet';
const ROUND_BYTES = 65_536;

export function createWalletStore(random: Random, session?: KeySession): SealedValueStore {
  const database = new Database();
  const vault = new Vault(() => findVaultKey(database, session), random);
  // Found anew each time: since the last time a passphrase may have been set, or Sotto locked or wiped.
  return {
    read: async () => {
      vault.forgetKey();
      const found = await database.use((handle) => handle.get('wallet', ID));
      if (found === undefined) return { version: 0, value: undefined };
      const { version, iv, sealed } = recordOf(found);
      const opened = await vault.open(PLACE, { iv, sealed });
      return { version, value: isPlainObject(opened) ? opened['value'] : undefined };
    },
    write: async (version, value) => {
      vault.forgetKey();
      const { length } = JSON.stringify(value);
      const pad = ' '.repeat(ROUND_BYTES - (length % ROUND_BYTES));
      const sealed = await vault.seal(PLACE, { value, pad });
      return database.write(['wallet'], async (transaction) => {
        const store = transaction.objectStore('wallet');
        const found: unknown = await store.get(ID);
        if ((found === undefined ? 0 : recordOf(found).version) !== version) return false;
        await store.put({ id: ID, version: version + 1, ...sealed });
        return true;
      });
    },
    close: () => database.close(),
  };
}

function recordOf(record: unknown): {
  version: number;
  iv: Uint8Array<ArrayBuffer>;
  sealed: Uint8Array<ArrayBuffer>;
} {
  if (isPlainObject(record)) {
    const { version, iv, sealed } = record;
    if (typeof version === 'number' && isBytes(iv) && isBytes(sealed)) {
      return { version, iv, sealed };
    }
  }
  throw new ProofsError('record-invalid', 'wallet');
}

function isBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer;
}
