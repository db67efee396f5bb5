/**
 * Key configurations that are looked for in a log: leaves like those of receipts, looked for by the same looks, but of
 * no ask and with nothing to hide. Must never be forgotten with an ask: they are about the gateway.
 */
import type { Bytes } from '../bytes/index.ts';
import type { Database } from './database.ts';
import { keyLeafId } from './key-leaf.ts';
import { known } from './records.ts';
import {
  logIdOf,
  newLog,
  newSettlement,
  settlementRecord,
  type SettlementRecord,
  type Watch,
} from './settlements.ts';

/** Begins to look for a key's entry, unless it is looked for or was found already. True when it is new. */
export function watchKey(database: Database, watch: Watch, searchedTo: number): Promise<boolean> {
  return database.exclusive(() =>
    database.write(['settlements', 'logs'], async (transaction) => {
      const settlements = transaction.objectStore('settlements');
      const logs = transaction.objectStore('logs');
      const leaf = newSettlement(keyLeafId(watch.entry), watch, String(searchedTo));
      const isNew = (await settlements.get(leaf.id)) === undefined;
      if (isNew) {
        await settlements.put(leaf);
        const hasLog = (await logs.getKey(logIdOf(watch.origin, watch.verifierKey))) !== undefined;
        if (!hasLog) await logs.put(newLog(watch));
      }
      return isNew;
    }),
  );
}

/** What the looks have shown of these entries; an entry that nobody looks for is left out. */
export function keyLeaves(
  database: Database,
  entries: readonly Bytes[],
): Promise<Map<string, SettlementRecord['state']>> {
  return database.use(async (handle) => {
    const found = new Map<string, SettlementRecord['state']>();
    for (const entry of entries) {
      const stored = await handle.get('settlements', keyLeafId(entry));
      if (stored === undefined) continue;
      const { id, state } = known(settlementRecord, stored);
      found.set(id, state);
    }
    return found;
  });
}
