/**
 * Single things sealed at rest like a question that was asked: the draft, follow-ups that are being written, what waits
 * to be sent, the account of a network. Must never be readable without the vault's key.
 */
import { record, text } from '../shape/index.ts';
import type { Database } from './database.ts';
import { byteString, known } from './records.ts';
import type { Vault } from './vault.ts';

/** What there is one of. */
export type SealedName = 'current' | 'follows' | 'waiting' | 'account';

const sealedRecord = record({ id: text(20), iv: byteString(12), sealed: byteString(8_000_000) });

/** Keeps a value in place of the one before; undefined forgets it. */
export async function keepSealed(
  database: Database,
  vault: Vault,
  id: SealedName,
  value: unknown,
): Promise<void> {
  if (value === undefined) {
    await database.write(['drafts'], (transaction) => transaction.objectStore('drafts').delete(id));
    return;
  }
  const sealed = await vault.seal(`drafts/${id}`, value);
  await database.write(['drafts'], (transaction) =>
    transaction.objectStore('drafts').put({ id, ...sealed }),
  );
}

/** The kept value, still to be parsed, or undefined. */
export async function readSealed(
  database: Database,
  vault: Vault,
  id: SealedName,
): Promise<unknown> {
  const stored = await database.use((handle) => handle.get('drafts', id));
  return stored === undefined ? undefined : vault.open(`drafts/${id}`, known(sealedRecord, stored));
}
