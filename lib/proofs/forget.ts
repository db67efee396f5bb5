/**
 * Removes asks with their proofs, and with them every piece of evidence that no other proof needs; the journal gets a
 * tombstone. Deleted must mean deleted: nothing of a text stays behind, in one transaction.
 */
import { alarmIdOf } from './alarms.ts';
import type { Database } from './database.ts';
import { mustContinue, nextEntries } from './journal.ts';
import { proofRecord } from './records.ts';
import { dropFromSearch } from './search/loose.ts';

export function forgetAsks(database: Database, ids: readonly string[]): Promise<void> {
  return database.exclusive(async () => {
    const notes = ids.map((id) => ({ kind: 'forgotten' as const, id, records: [] }));
    const entries = await nextEntries(database, notes);
    await database.write(
      ['asks', 'proofs', 'evidence', 'settlements', 'journal', 'search', 'alarms'],
      async (transaction) => {
        await mustContinue(transaction.objectStore('journal'), entries);
        const proofs = transaction.objectStore('proofs');
        for (const id of ids) {
          const refs = refsOf(await proofs.get(id));
          await transaction.objectStore('asks').delete(id);
          await transaction.objectStore('settlements').delete(id);
          await transaction.objectStore('alarms').delete(alarmIdOf(id));
          await proofs.delete(id);
          for (const digestHex of refs) {
            const users = await proofs.index('by-ref').count(digestHex);
            if (users === 0) await transaction.objectStore('evidence').delete(digestHex);
          }
        }
        const number = entries.at(-1)?.number ?? 0;
        await dropFromSearch(transaction.objectStore('search'), new Set(ids), number);
        for (const entry of entries) await transaction.objectStore('journal').put(entry);
      },
    );
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
