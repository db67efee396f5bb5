/**
 * What the browser says of this extension's storage, and whether it cleared it behind our back: the number of journal
 * entries never goes down by itself, so that a smaller one than a page has seen before tells of a loss.
 */
import { useEffect, useState } from 'preact/hooks';
import type { StorageView } from '../../components/proof/ProofOverview.tsx';
import { localStore } from '../../lib/platform/index.ts';
import { ENTRIES_SEEN_KEY } from '../../lib/proofs/index.ts';
import type { OverviewView } from '../../lib/review/index.ts';

const UNKNOWN: StorageView = {
  usedBytes: null,
  leftBytes: null,
  isPersistent: null,
  lostEntries: 0,
};

export function useStorage(overview: OverviewView | null): [StorageView, () => void] {
  const [storage, setStorage] = useState(UNKNOWN);
  const look = async (): Promise<void> => {
    const { usage = null, quota } = await navigator.storage.estimate();
    const isPersistent = await navigator.storage.persisted();
    const leftBytes = quota === undefined || usage === null ? null : quota - usage;
    const lostEntries = overview === null ? 0 : await lostSince(overview.journal.entries);
    setStorage({ usedBytes: usage, leftBytes, isPersistent, lostEntries });
  };
  useEffect(() => void look(), [overview]);
  return [storage, () => void navigator.storage.persist().then(look)];
}

/** Remembers the most entries ever seen, apart from the database that they stand in. */
async function lostSince(entries: number): Promise<number> {
  const stored = await localStore.get(ENTRIES_SEEN_KEY);
  const seen = typeof stored === 'number' && Number.isSafeInteger(stored) ? stored : 0;
  if (entries > seen) await localStore.set(ENTRIES_SEEN_KEY, entries);
  return Math.max(seen - entries, 0);
}
