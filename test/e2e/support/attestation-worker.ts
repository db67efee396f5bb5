/**
 * What runs inside the browser's worker: every entry of an attestation index, verified by the product's own code.
 * The test bundles it and hands it the index and the files; it answers with the outcomes.
 */
import { AWS_NITRO_ROOT } from '../../../lib/attestation/index.ts';
import { NRAS_ISSUER, NVIDIA_ROOT } from '../../../lib/attestation/nvidia/index.ts';
import { AMD_ROOTS } from '../../../lib/attestation/snp/index.ts';
import { INTEL_ROOT } from '../../../lib/attestation/tdx/index.ts';
import { fromBase64, type Bytes } from '../../../lib/bytes/index.ts';
import { runEntries } from '../../../scripts/conformance/attestation-run.ts';
import { isRecord } from '../../../scripts/json.ts';

const ROOTS = {
  nitro: [AWS_NITRO_ROOT],
  amd: AMD_ROOTS,
  intel: [INTEL_ROOT],
  nvidia: [NVIDIA_ROOT],
  nras: [NRAS_ISSUER],
};

async function run(given: unknown): Promise<unknown> {
  if (!isRecord(given) || !isRecord(given['files'])) throw new Error('no files');
  const { files } = given;
  const file = (path: string): Bytes => {
    const text = files[path];
    if (typeof text !== 'string') throw new Error(`no file ${path}`);
    return fromBase64(text);
  };
  return runEntries(given['index'], { file, roots: ROOTS });
}

self.addEventListener('message', (event: MessageEvent<unknown>) => {
  const isWorker = typeof document === 'undefined';
  run(event.data).then(
    (outcomes) => self.postMessage({ isWorker, outcomes }),
    (thrown: unknown) => self.postMessage({ isWorker, error: String(thrown) }),
  );
});
