/** Compares measurements for a person: which of the three parts differ, from the release that is nearest. */
import type { MeasurementView } from '../../lib/ask/index.ts';
import type { Release } from '../../lib/settings/index.ts';

export const PCRS = ['pcr0', 'pcr1', 'pcr2'] as const;

export type Pcr = (typeof PCRS)[number];

export function isSameMeasurement(one: MeasurementView, other: MeasurementView): boolean {
  return PCRS.every((pcr) => one[pcr] === other[pcr]);
}

/** The allowed release that shares the most parts with it; the later one of equals, being the newer. */
export function nearestRelease(
  measurement: MeasurementView,
  allowed: readonly Release[],
): Release | undefined {
  const shared = (release: Release) =>
    PCRS.filter((pcr) => release[pcr] === measurement[pcr]).length;
  return allowed.reduce<Release | undefined>(
    (best, release) => (!best || shared(release) >= shared(best) ? release : best),
    undefined,
  );
}

/** Each part with whether it differs. */
export function measurementDiff(
  measurement: MeasurementView,
  release: MeasurementView | undefined,
): { pcr: Pcr; before: string | undefined; after: string; isSame: boolean }[] {
  return PCRS.map((pcr) => ({
    pcr,
    before: release?.[pcr],
    after: measurement[pcr],
    isSame: release?.[pcr] === measurement[pcr],
  }));
}
