/**
 * The cryptography of a Sigstore bundle by @sigstore/verify, for the command line. Chain, certificate log, promise,
 * inclusion, checkpoint and signature; who may have signed is lib/attestation/provenance's to say.
 */
import { bundleFromJSON } from '@sigstore/bundle';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { BundleVerifier } from '../lib/attestation/provenance/index.ts';

/** @param root A trusted root in its JSON form. */
export function nodeBundleVerifier(root: unknown): BundleVerifier {
  const material = toTrustMaterial(TrustedRoot.fromJSON(root));
  const verifier = new Verifier(material, {
    ctlogThreshold: 1,
    tlogThreshold: 1,
    timestampThreshold: 1,
  });
  return ({ json }) => {
    verifier.verify(toSignedEntity(bundleFromJSON(json)));
    return Promise.resolve();
  };
}
