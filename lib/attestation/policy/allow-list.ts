/**
 * Makes the one list of allowed measurements from its three sources: releases pinned in the build, a signed list the
 * person subscribed to, and single measurements the person consented to. Nothing in, nothing allowed.
 * Must never split a measurement: PCR0 to PCR2 are allowed together or not at all.
 */
import type { AllowedMeasurement, NitroMeasurement } from '../nitro/policy.ts';

export type MeasurementSource = 'pinned' | 'listed' | 'consented';

export interface SourcedMeasurement extends AllowedMeasurement {
  readonly source: MeasurementSource;
}

/** The person's word on one image of one gateway. */
export interface Consent {
  readonly gateway: string;
  /** With the name that the person gave it, if any. */
  readonly measurement: AllowedMeasurement;
  readonly consentedAtMs: number;
}

export interface AllowListSources {
  readonly pinned: readonly AllowedMeasurement[];
  /** Releases of a verified, unexpired list. */
  readonly listed: readonly AllowedMeasurement[];
  readonly consents: readonly Consent[];
}

/** Where two sources name one measurement, the stronger one names it: pinned before listed before consented. */
export function allowListFor(gateway: string, sources: AllowListSources): SourcedMeasurement[] {
  const consented = sources.consents
    .filter((consent) => consent.gateway === gateway)
    .map(({ measurement }) => measurement);
  const all: readonly SourcedMeasurement[] = [
    ...sources.pinned.map((allowed) => ({ ...allowed, source: 'pinned' as const })),
    ...sources.listed.map((allowed) => ({ ...allowed, source: 'listed' as const })),
    ...consented.map((allowed) => ({ ...allowed, source: 'consented' as const })),
  ];
  return all.filter(
    (allowed, index) => all.findIndex((other) => sameMeasurement(other, allowed)) === index,
  );
}

export function sameMeasurement(a: NitroMeasurement, b: NitroMeasurement): boolean {
  return a.pcr0 === b.pcr0 && a.pcr1 === b.pcr1 && a.pcr2 === b.pcr2;
}
