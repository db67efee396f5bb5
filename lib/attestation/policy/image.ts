/**
 * The image that evidence measures, in the words of its kind. All parts count together, never one alone.
 * Nitro's has no kind field, because it was there first and stands in records that are kept.
 */
import type { NitroMeasurement } from '../nitro/policy.ts';

export interface SnpImage {
  readonly kind: 'amd-sev-snp';
  /** MEASUREMENT: everything that was in the guest's memory at launch. */
  readonly measurement: string;
  /** HOST_DATA: what the host was given at launch and cannot change, the hash of a configuration as a rule. */
  readonly hostData: string;
}

export interface TdxImage {
  readonly kind: 'intel-tdx';
  /** MRTD: the firmware that the TD was built from. */
  readonly mrTd: string;
  /** RTMR 0 to 2: what it booted since: configuration, kernel, application. */
  readonly rtmr0: string;
  readonly rtmr1: string;
  readonly rtmr2: string;
}

export type Image = NitroMeasurement | SnpImage | TdxImage;
export type ImageKind = 'aws-nitro' | 'amd-sev-snp' | 'intel-tdx';

export interface Register {
  readonly name: string;
  /** Lower-case hex. */
  readonly hex: string;
}

/** The parts in a fixed order; names are unique over all kinds. */
export function registersOf(image: Image): readonly Register[] {
  if (!('kind' in image)) {
    const { pcr0, pcr1, pcr2 } = image;
    return named({ pcr0, pcr1, pcr2 });
  }
  if (image.kind === 'amd-sev-snp') {
    const { measurement, hostData } = image;
    return named({ measurement, hostData });
  }
  const { mrTd, rtmr0, rtmr1, rtmr2 } = image;
  return named({ mrTd, rtmr0, rtmr1, rtmr2 });
}

function named(parts: Readonly<Record<string, string>>): readonly Register[] {
  return Object.entries(parts).map(([name, hex]) => ({ name, hex }));
}

export function sameImage(one: Image, other: Image): boolean {
  return imageText(one) === imageText(other);
}

/** One line for ledgers: hex parts joined by dots. The number of parts tells the kind. */
export function imageText(image: Image): string {
  return registersOf(image)
    .map(({ hex }) => hex)
    .join('.');
}

/** The image of such a line, or undefined where it is none. */
export function imageOfText(line: string): Image | undefined {
  const [a = '', b = '', c = '', d = ''] = line.split('.');
  switch (line.split('.').length) {
    case 2:
      return { kind: 'amd-sev-snp', measurement: a, hostData: b };
    case 3:
      return { pcr0: a, pcr1: b, pcr2: c };
    case 4:
      return { kind: 'intel-tdx', mrTd: a, rtmr0: b, rtmr1: c, rtmr2: d };
    default:
      return undefined;
  }
}
