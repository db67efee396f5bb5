/** The parts of an enclave image in the words of its kind, for a person to read and compare. */
import type { MeasurementView } from '../../lib/ask/index.ts';

/** As the vendor's documents write them. */
const LABELS = {
  pcr0: 'PCR0',
  pcr1: 'PCR1',
  pcr2: 'PCR2',
  measurement: 'MEASUREMENT',
  hostData: 'HOST_DATA',
  mrTd: 'MRTD',
  rtmr0: 'RTMR0',
  rtmr1: 'RTMR1',
  rtmr2: 'RTMR2',
} as const;

export type PartName = keyof typeof LABELS;

export interface ImagePart {
  name: PartName;
  label: string;
  hex: string;
  /** The string that says what it measures. */
  key: string;
}

export function partsOf(image: MeasurementView): ImagePart[] {
  if (!('kind' in image)) {
    const { pcr0, pcr1, pcr2 } = image;
    return [part('pcr0', pcr0), part('pcr1', pcr1), part('pcr2', pcr2)];
  }
  if (image.kind === 'amd-sev-snp') {
    return [part('measurement', image.measurement), part('hostData', image.hostData)];
  }
  const { mrTd, rtmr0, rtmr1, rtmr2 } = image;
  return [part('mrTd', mrTd), part('rtmr0', rtmr0), part('rtmr1', rtmr1), part('rtmr2', rtmr2)];
}

function part(name: PartName, hex: string): ImagePart {
  return { name, label: LABELS[name], hex, key: `measured_${name.toLowerCase()}` };
}

export function isSameMeasurement(one: MeasurementView, other: MeasurementView): boolean {
  return textOf(one) === textOf(other);
}

/** One text for one image: good as a key. */
export function textOf(image: MeasurementView): string {
  return partsOf(image)
    .map(({ name, hex }) => `${name} ${hex}`)
    .join(' ');
}
