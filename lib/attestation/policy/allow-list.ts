/**
 * Makes the one list of allowed measurements from its sources: releases pinned in the build, a signed list the person
 * subscribed to, single measurements the person consented to, and what was written into the settings by a program of
 * theirs. Nothing in, nothing allowed.
 * Must never split a measurement: PCR0 to PCR2 are allowed together or not at all.
 */
import type { AllowedMeasurement, NitroMeasurement } from '../nitro/policy.ts';

/** 'settings': written into this device's settings, as `npm start` does for the desk; nobody was asked. */
export type MeasurementSource = 'pinned' | 'listed' | 'consented' | 'settings';

export interface SourcedMeasurement extends AllowedMeasurement {
  readonly source: MeasurementSource;
  /** Which signed list, for the person to read. */
  readonly list?: string;
}

export interface ListedMeasurement extends AllowedMeasurement {
  readonly list?: string;
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
  readonly listed: readonly ListedMeasurement[];
  readonly consents: readonly Consent[];
  /** Allowed at every gateway that these settings lead to. */
  readonly settings?: readonly AllowedMeasurement[];
}

/** Where two sources name one measurement, the stronger one names it: pinned before listed before consented before settings. */
export function allowListFor(gateway: string, sources: AllowListSources): SourcedMeasurement[] {
  const consented = sources.consents
    .filter((consent) => consent.gateway === gateway)
    .map(({ measurement }) => measurement);
  const all: readonly SourcedMeasurement[] = [
    ...sources.pinned.map((allowed) => ({ ...allowed, source: 'pinned' as const })),
    ...sources.listed.map((allowed) => ({ ...allowed, source: 'listed' as const })),
    ...consented.map((allowed) => ({ ...allowed, source: 'consented' as const })),
    ...(sources.settings ?? []).map((allowed) => ({ ...allowed, source: 'settings' as const })),
  ];
  return all.filter(
    (allowed, index) => all.findIndex((other) => sameMeasurement(other, allowed)) === index,
  );
}

export function sameMeasurement(a: NitroMeasurement, b: NitroMeasurement): boolean {
  return a.pcr0 === b.pcr0 && a.pcr1 === b.pcr1 && a.pcr2 === b.pcr2;
}
