/**
 * What this device has met at each gateway: enclave images and key configurations, each with first and last time.
 * A change is an event that the person can see; it is not by itself a reason to refuse.
 */
import { count, oneOf, record, text } from '../shape/index.ts';
import type { Database } from './database.ts';
import { known } from './records.ts';

const seenRecord = record({
  id: text(1400),
  gateway: text(700),
  kind: oneOf('measurement', 'key-config'),
  value: text(500, /^[0-9a-f.]+$/),
  firstSeenMs: count(),
  lastSeenMs: count(),
});

export interface Sighting {
  /** Relay and gateway name together: the same gateway over another relay counts as another. */
  readonly gateway: string;
  readonly kind: 'measurement' | 'key-config';
  /** Hex; the three registers of a measurement are joined by dots. */
  readonly value: string;
}

export interface SightingHistory {
  /** This device met something else here the last time. */
  readonly isChanged: boolean;
  readonly firstSeenMs: number;
}

/** One line of the ledger. */
export interface Seen {
  readonly value: string;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
}

/** Everything of one kind that was ever met at a gateway, most recent first. */
export async function sightingsAt(
  database: Database,
  gateway: string,
  kind: Sighting['kind'],
): Promise<Seen[]> {
  return database.use(async (handle) => {
    const stored = await handle.getAllFromIndex('seen', 'by-gateway', gateway);
    return stored
      .map((value) => known(seenRecord, value))
      .filter((seen) => seen.kind === kind)
      .toSorted((a, b) => b.lastSeenMs - a.lastSeenMs)
      .map(({ value, firstSeenMs, lastSeenMs }) => ({ value, firstSeenMs, lastSeenMs }));
  });
}

/** Writes down a sighting and tells how it compares with the one before. */
export async function noteSighting(
  database: Database,
  sighting: Sighting,
  nowMs: number,
): Promise<SightingHistory> {
  const id = `${sighting.gateway}|${sighting.kind}|${sighting.value}`;
  return database.write(['seen'], async (transaction) => {
    const store = transaction.objectStore('seen');
    const stored = await store.index('by-gateway').getAll(sighting.gateway);
    const earlier = stored
      .map((value) => known(seenRecord, value))
      .filter((seen) => seen.kind === sighting.kind);
    const latest = earlier.toSorted((a, b) => b.lastSeenMs - a.lastSeenMs)[0];
    const same = earlier.find((seen) => seen.id === id);
    // A clock that was set back must not make a first time later, nor a last time earlier.
    const firstSeenMs = Math.min(same?.firstSeenMs ?? nowMs, nowMs);
    const lastSeenMs = Math.max(same?.lastSeenMs ?? nowMs, nowMs);
    await store.put({ id, ...sighting, firstSeenMs, lastSeenMs });
    return { isChanged: latest !== undefined && latest.id !== id, firstSeenMs };
  });
}
