/** Compares measurements for a person: which of the parts differ, from the release that is nearest. */
import type { MeasurementView } from '../../lib/ask/index.ts';
import type { Release } from '../../lib/settings/index.ts';
import { partsOf, type ImagePart } from '../proof/image.ts';

export interface PartDiff extends ImagePart {
  before: string | undefined;
  isSame: boolean;
}

/** The allowed release that shares the most parts with it; the later one of equals, being the newer. */
export function nearestRelease(
  measurement: MeasurementView,
  allowed: readonly Release[],
): Release | undefined {
  const kind = kindOf(measurement);
  const shared = (release: Release) =>
    measurementDiff(measurement, release).filter(({ isSame }) => isSame).length;
  return allowed
    .filter((release) => kindOf(release) === kind)
    .reduce<Release | undefined>(
      (best, release) => (!best || shared(release) >= shared(best) ? release : best),
      undefined,
    );
}

function kindOf(image: MeasurementView): string {
  return 'kind' in image ? image.kind : 'aws-nitro';
}

/** Each part with whether it differs; a part that the other kind does not have has nothing to compare with. */
export function measurementDiff(
  measurement: MeasurementView,
  other: MeasurementView | undefined,
): PartDiff[] {
  const before = new Map(other && partsOf(other).map(({ name, hex }) => [name, hex]));
  return partsOf(measurement).map((part) => ({
    ...part,
    before: before.get(part.name),
    isSame: before.get(part.name) === part.hex,
  }));
}
