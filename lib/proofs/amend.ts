/**
 * Brings what was kept of an ask up to what had arrived when its worker died. Its proof stays what it was.
 * Must never make a record of an ask that was not kept.
 */
import type { Database } from './database.ts';
import { ProofsError } from './errors.ts';
import { keepAsk } from './keep.ts';
import type { KeptAsk } from './proof.ts';
import { askRecord, askText, known } from './records.ts';
import type { Vault } from './vault.ts';

export type Amendment = Pick<KeptAsk, 'phase' | 'states' | 'error'> & { readonly answer: string };

/** Throws ProofsError 'proof-unknown' when nothing is kept under this id. */
export async function amendAsk(
  database: Database,
  vault: Vault,
  id: string,
  { answer, ...changes }: Amendment,
): Promise<void> {
  const stored = await database.use((handle) => handle.get('asks', id));
  if (stored === undefined) throw new ProofsError('proof-unknown');
  const { text: sealed, about, createdAtMs, model, isDevelopmentRoot } = known(askRecord, stored);
  const text = known(askText, await vault.open(`asks/${id}/text`, sealed));
  await keepAsk(database, vault, {
    ...{ id, createdAtMs, model, isDevelopmentRoot },
    ...changes,
    ...(about === undefined ? {} : { about }),
    text: { ...text, answer },
    facts: null,
  });
}
