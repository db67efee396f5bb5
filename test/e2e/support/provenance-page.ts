/**
 * What runs inside the browser: a release list with its proof of origin, checked by what the settings page checks it
 * with. The test bundles it and hands it a Sigstore's root and lists of its own making.
 */
import type { ReleaseList } from '../../../lib/attestation/index.ts';
import { bundleVerifier } from '../../../lib/attestation/provenance/browser/index.ts';
import { checkReleases } from '../../../lib/attestation/provenance/index.ts';
import { codeOf } from '../../../lib/errors/index.ts';

export interface Given {
  readonly root: Parameters<typeof bundleVerifier>[0];
  readonly list: ReleaseList;
}

async function outcomeOf({ root, list }: Given): Promise<string> {
  return checkReleases(list, bundleVerifier(root)).then(
    () => 'accepted',
    (thrown: unknown) => codeOf(thrown) ?? String(thrown),
  );
}

Object.assign(globalThis, { outcomeOf });
