/**
 * Enclave images that this build allows by itself, before anybody has chosen anything. A release of the extension that
 * names an image here has been built together with it, and its source is what reproduces these registers.
 * Empty on purpose: no gateway image of ours runs on real hardware yet. Until one does, an image comes from a signed
 * release list or from the person's own consent, and with neither nothing is allowed.
 * Must never name an image of a development desk.
 */
import type { AllowedMeasurement } from '../nitro/policy.ts';

export interface PinnedRelease extends AllowedMeasurement {
  /** The gateway's name, as its statement gives it. */
  readonly gateway: string;
  readonly release: string;
}

export const PINNED_RELEASES: readonly PinnedRelease[] = [];

export function pinnedFor(
  gateway: string,
  pinned: readonly PinnedRelease[] = PINNED_RELEASES,
): AllowedMeasurement[] {
  return pinned
    .filter((allowed) => allowed.gateway === gateway)
    .map(({ release, pcr0, pcr1, pcr2 }) => ({ release, pcr0, pcr1, pcr2 }));
}
