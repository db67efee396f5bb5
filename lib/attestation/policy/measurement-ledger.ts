/**
 * The ledger of every measurement a gateway was ever seen with, first and last time. It is how a person notices that
 * an image changed, changed back, or changes every day. Pure: a record gives a new ledger, the caller stores it.
 * Must never forget an entry to make room; it is the caller's to say no.
 */
import type { NitroMeasurement } from '../nitro/policy.ts';
import { sameImage } from './image.ts';

export interface SeenMeasurement {
  readonly gateway: string;
  readonly measurement: NitroMeasurement;
  readonly firstSeenMs: number;
  readonly lastSeenMs: number;
  readonly timesSeen: number;
}

export type MeasurementLedger = readonly SeenMeasurement[];

/** Records that a gateway's verified evidence showed this measurement at `now`. */
export function recordMeasurement(
  ledger: MeasurementLedger,
  gateway: string,
  measurement: NitroMeasurement,
  now: number,
): MeasurementLedger {
  const { pcr0, pcr1, pcr2 } = measurement;
  const isIt = (seen: SeenMeasurement): boolean =>
    seen.gateway === gateway && sameImage(seen.measurement, measurement);
  if (!ledger.some(isIt)) {
    const first = { gateway, measurement: { pcr0, pcr1, pcr2 }, timesSeen: 1 };
    return [...ledger, { ...first, firstSeenMs: now, lastSeenMs: now }];
  }
  return ledger.map((seen) =>
    isIt(seen)
      ? {
          ...seen,
          // A clock that was set back must not make a first time later, nor a last time earlier.
          firstSeenMs: Math.min(seen.firstSeenMs, now),
          lastSeenMs: Math.max(seen.lastSeenMs, now),
          timesSeen: seen.timesSeen + 1,
        }
      : seen,
  );
}

/** What a gateway was seen with, most recent first. */
export function measurementsOf(ledger: MeasurementLedger, gateway: string): MeasurementLedger {
  return ledger
    .filter((seen) => seen.gateway === gateway)
    .sort((a, b) => b.lastSeenMs - a.lastSeenMs);
}
