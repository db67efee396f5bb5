/** The draft, sealed at rest like a question that was asked. Must never be readable without the vault's key. */
import { record, text } from '../shape/index.ts';
import type { Database } from './database.ts';
import { byteString, known } from './records.ts';
import type { Vault } from './vault.ts';

const ID = 'current';
const NAME = 'drafts/current';
const draftRecord = record({ id: text(20), iv: byteString(12), sealed: byteString(8_000_000) });

/** Keeps the draft in place of the one before; undefined forgets it. */
export async function keepDraft(database: Database, vault: Vault, draft: unknown): Promise<void> {
  if (draft === undefined) {
    await database.write(['drafts'], (transaction) => transaction.objectStore('drafts').delete(ID));
    return;
  }
  const sealed = await vault.seal(NAME, draft);
  await database.write(['drafts'], (transaction) =>
    transaction.objectStore('drafts').put({ id: ID, ...sealed }),
  );
}

/** The kept draft, still to be parsed, or undefined. */
export async function readDraft(database: Database, vault: Vault): Promise<unknown> {
  const stored = await database.use((handle) => handle.get('drafts', ID));
  return stored === undefined ? undefined : vault.open(NAME, known(draftRecord, stored));
}
