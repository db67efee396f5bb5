/** Says in which parts two enclave images differ, for a person to read before consenting. Compares, never judges. */
import type { NitroMeasurement } from '../nitro/policy.ts';

export interface MeasurementDifference {
  readonly register: keyof NitroMeasurement;
  /** What the register measures: the whole image file, kernel and boot, or the application's file systems. */
  readonly part: 'image' | 'kernel' | 'application';
  /** Null when there is nothing to compare with. */
  readonly before: string | null;
  readonly after: string;
  readonly isSame: boolean;
}

const PARTS = [
  ['pcr0', 'image'],
  ['pcr1', 'kernel'],
  ['pcr2', 'application'],
] as const;

export function diffMeasurements(
  before: NitroMeasurement | null,
  after: NitroMeasurement,
): readonly MeasurementDifference[] {
  return PARTS.map(([register, part]) => ({
    register,
    part,
    before: before?.[register] ?? null,
    after: after[register],
    isSame: before?.[register] === after[register],
  }));
}
