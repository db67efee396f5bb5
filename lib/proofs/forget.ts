/**
 * Removes one ask with its proof, and with it every piece of evidence that no other proof needs.
 * Deleted must mean deleted: nothing of the text stays behind, in one transaction.
 */
import type { Database } from './database.ts';
import { proofRecord } from './records.ts';

export async function forgetAsk(database: Database, id: string): Promise<void> {
  await database.use(async (handle) => {
    const transaction = handle.transaction(['asks', 'proofs', 'evidence'], 'readwrite');
    const proofs = transaction.objectStore('proofs');
    const refs = refsOf(await proofs.get(id));
    await transaction.objectStore('asks').delete(id);
    await proofs.delete(id);
    for (const digestHex of refs) {
      const users = await proofs.index('by-ref').count(digestHex);
      if (users === 0) await transaction.objectStore('evidence').delete(digestHex);
    }
    await transaction.done;
  });
}

/** A record that cannot be read is removed all the same; only its evidence is left to whoever else uses it. */
function refsOf(stored: unknown): readonly string[] {
  if (stored === undefined) return [];
  try {
    return proofRecord(stored).refs;
  } catch {
    return [];
  }
}
