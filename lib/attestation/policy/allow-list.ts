/**
 * Makes the one list of allowed measurements from its sources: releases pinned in the build, a signed list the person
 * subscribed to, single measurements the person consented to, and what was written into the settings by a program of
 * theirs. Nothing in, nothing allowed.
 * Must never split a measurement: its parts are allowed together or not at all.
 */
import { sameImage, type Image } from './image.ts';

/** 'settings': written into this device's settings, as `npm start` does for the desk; nobody was asked. */
export type MeasurementSource = 'pinned' | 'listed' | 'consented' | 'settings';

/** An image that may answer, in the words of its kind. */
export type AllowedImage = Image & { readonly release?: string };

/** With the signed list that names it, for the person to read. */
export type ListedImage = AllowedImage & { readonly list?: string };

export type SourcedImage = ListedImage & { readonly source: MeasurementSource };

/** The person's word on one image of one gateway. */
export interface Consent {
  readonly gateway: string;
  /** With the name that the person gave it, if any. */
  readonly measurement: AllowedImage;
  readonly consentedAtMs: number;
}

export interface AllowListSources {
  readonly pinned: readonly AllowedImage[];
  /** Releases of a verified, unexpired list. */
  readonly listed: readonly ListedImage[];
  readonly consents: readonly Consent[];
  /** Allowed at every gateway that these settings lead to. */
  readonly settings?: readonly AllowedImage[];
}

/** Where two sources name one measurement, the stronger one names it: pinned before listed before consented before settings. */
export function allowListFor(gateway: string, sources: AllowListSources): SourcedImage[] {
  const consented = sources.consents
    .filter((consent) => consent.gateway === gateway)
    .map(({ measurement }) => measurement);
  const all: readonly SourcedImage[] = [
    ...sources.pinned.map((allowed) => ({ ...allowed, source: 'pinned' as const })),
    ...sources.listed.map((allowed) => ({ ...allowed, source: 'listed' as const })),
    ...consented.map((allowed) => ({ ...allowed, source: 'consented' as const })),
    ...(sources.settings ?? []).map((allowed) => ({ ...allowed, source: 'settings' as const })),
  ];
  return all.filter(
    (allowed, index) => all.findIndex((other) => sameImage(other, allowed)) === index,
  );
}
