/**
 * Brings what was kept of an ask up to what had arrived when its worker died. Its proof stays what it was.
 * Must never make a record of an ask that was not kept.
 */
import type { Database } from './database.ts';
import { ProofsError } from './errors.ts';
import { keepAsk } from './keep.ts';
import type { KeptAsk } from './proof.ts';
import { askRecord, askText, known, proofRecord } from './records.ts';
import type { Vault } from './vault.ts';

export type Amendment = Pick<KeptAsk, 'phase' | 'states' | 'error'> & { readonly answer: string };

/**
 * Throws ProofsError 'proof-unknown' when nothing is kept under this id. Returns the states as they are kept: a receipt
 * that the worker took with it, before it was written, is missing, and nobody looks for what is missing.
 */
export async function amendAsk(
  database: Database,
  vault: Vault,
  id: string,
  { answer, states: shown, ...changes }: Amendment,
): Promise<KeptAsk['states']> {
  const [stored, proof] = await database.use((handle) =>
    Promise.all([handle.get('asks', id), handle.get('proofs', id)]),
  );
  if (stored === undefined) throw new ProofsError('proof-unknown');
  const { text: sealed, about, createdAtMs, model, isDevelopmentRoot } = known(askRecord, stored);
  const text = known(askText, await vault.open(`asks/${id}/text`, sealed));
  const hasReceipt = proof !== undefined && known(proofRecord, proof).receipt !== null;
  const states = hasReceipt ? shown : withoutReceipt(shown);
  await keepAsk(database, vault, {
    ...{ id, createdAtMs, model, isDevelopmentRoot },
    ...changes,
    states,
    ...(about === undefined ? {} : { about }),
    text: { ...text, answer },
    facts: null,
  });
  return states;
}

function withoutReceipt(states: KeptAsk['states']): KeptAsk['states'] {
  if (states.receipt !== 'holds' && states.receipt !== 'fails') return states;
  return { ...states, receipt: 'missing', settlement: 'not-watched' };
}
