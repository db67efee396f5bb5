/**
 * One parser under fuzz. `run` must return or throw a CodedError; anything else that it throws,
 * and any run that takes long, is a finding.
 */
export interface FuzzTarget {
  name: string;
  seeds: readonly Uint8Array[];
  run: (bytes: Uint8Array<ArrayBuffer>) => unknown;
}
