/**
 * One kept ask without its evidence: what a conversation needs to be gone on with. Must never return a verdict but the
 * recorded one.
 */
import type { Database } from './database.ts';
import { ProofsError } from './errors.ts';
import type { KeptAsk } from './proof.ts';
import { askRecord, askText, known } from './records.ts';
import type { Vault } from './vault.ts';

export type KeptTurn = Omit<KeptAsk, 'facts' | 'settlement' | 'about'>;

/** Throws ProofsError 'proof-unknown' when nothing is kept under this id. */
export async function readTurn(database: Database, vault: Vault, id: string): Promise<KeptTurn> {
  const stored = await database.use((handle) => handle.get('asks', id));
  if (stored === undefined) throw new ProofsError('proof-unknown');
  const { createdAtMs, phase, model, isDevelopmentRoot, states, error, imported, text } = known(
    askRecord,
    stored,
  );
  return {
    ...{ id, createdAtMs, phase, model, isDevelopmentRoot, states, error },
    ...(imported === undefined ? {} : { imported }),
    text: known(askText, await vault.open(`asks/${id}/text`, text)),
  };
}
