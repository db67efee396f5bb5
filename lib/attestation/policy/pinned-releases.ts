/**
 * Enclave images that this build allows by itself, before anybody has chosen anything. A release of the extension that
 * names an image here has been built together with it, and its source is what reproduces these registers.
 * Empty on purpose: no gateway image of ours runs on real hardware yet. Until one does, an image comes from a signed
 * release list or from the person's own consent, and with neither nothing is allowed.
 * To pin one, add one line to the list: the gateway as its statement names it, the tag, the three registers, the digest
 * of the image file, and where the source of that tag is. test/rules/pinned-releases.test.ts holds the line to its form;
 * whoever reviews it builds the image from that source and compares the registers.
 * Must never name an image of a development desk.
 */
import type { AllowedMeasurement } from '../nitro/policy.ts';

export interface PinnedRelease extends AllowedMeasurement {
  /** The gateway's name, as its statement gives it. */
  readonly gateway: string;
  /** The tag that it was built at. */
  readonly release: string;
  /** SHA-256 of the image file, hex. */
  readonly image: string;
  /** Where the source of that tag is, for whoever builds it again. */
  readonly source: string;
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
