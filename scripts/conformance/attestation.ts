/**
 * Runs any folder of attestation vectors: its index.json is one list of entries, each with its files beside it. Vendor
 * roots come from ../roots when that folder is there, else from the pins in the code.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { AWS_NITRO_ROOT } from '../../lib/attestation/index.ts';
import { NRAS_ISSUER, NVIDIA_ROOT, parsePem } from '../../lib/attestation/nvidia/index.ts';
import { AMD_ROOTS } from '../../lib/attestation/snp/index.ts';
import { INTEL_ROOT } from '../../lib/attestation/tdx/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { runEntries } from './attestation-run.ts';
import type { Roots } from './attestation-world.ts';
import { attestationEntries } from './index-file.ts';
import type { Outcome } from './outcome.ts';

export async function runAttestation(dir: string): Promise<Outcome[]> {
  const folder = resolve(dir);
  const file = (path: string): Bytes => {
    const absolute = resolve(folder, path);
    if (relative(folder, absolute).startsWith('..')) throw new Error(`${path} lies outside`);
    return new Uint8Array(readFileSync(absolute));
  };
  return runEntries(attestationEntries(folder), { file, roots: rootsOf(folder) });
}

const AMD_FILES = ['milan', 'genoa', 'turin'].flatMap((product) =>
  ['ark', 'vcek-ask', 'vlek-ask'].map((kind) => `amd/${product}-${kind}.pem`),
);

function rootsOf(folder: string): Roots {
  const read = (names: readonly string[], pinned: readonly Bytes[]): readonly Bytes[] => {
    const paths = names.map((name) => join(folder, '..', 'roots', name));
    if (!paths.every((path) => existsSync(path))) return pinned;
    return paths.flatMap((path) => parsePem(readFileSync(path, 'utf8')));
  };
  return {
    nitro: read(['aws/nitro-enclaves-root-g1.pem'], [AWS_NITRO_ROOT]),
    amd: read(AMD_FILES, AMD_ROOTS),
    intel: read(['intel/sgx-root-ca.pem'], [INTEL_ROOT]),
    nvidia: read(['nvidia/device-identity-ca.pem'], [NVIDIA_ROOT]),
    nras: read(['nvidia/nras-gpu-intermediate-004.pem'], [NRAS_ISSUER]),
  };
}
