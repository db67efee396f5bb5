/**
 * Checks where the images of a release list come from: that each was built by the named workflow of the named
 * repository, at a tag, and that this stands in a public log. The cryptography of a bundle is one of two libraries'
 * (handed in); what the bundle must contain, who may have signed it and what it must say is decided here, so that both
 * agree. Must never fetch, and never pass over a bundle that does not hold.
 */
import { AttestationError, refuse } from '../errors.ts';
import type { ListedRelease, ListedSource, ReleaseList } from '../policy/release-list.ts';
import { parseBundle, type Bundle } from './bundle.ts';
import { checkSigner, type Signer } from './signer.ts';
import { parseStatement } from './statement.ts';

/**
 * Returns when certificate chain, certificate log, log promise, inclusion, checkpoint and signature of the bundle hold
 * under the pinned Sigstore root; throws anything when one does not.
 */
export type BundleVerifier = (bundle: Bundle) => Promise<void>;

export interface Provenance extends Signer {
  readonly imageSha256: string;
  readonly loggedAtMs: number;
  readonly logIndex: number;
}

export interface CheckedRelease {
  readonly release: string;
  /** Null: the list says nothing of where this one comes from. */
  readonly provenance: Provenance | null;
}

/** Throws AttestationError 'provenance-…' on the first bundle that does not hold. */
export async function checkReleases(
  list: ReleaseList,
  verify: BundleVerifier,
): Promise<readonly CheckedRelease[]> {
  return Promise.all(
    list.releases.map(async (release) => ({
      release: release.release,
      provenance: await checkRelease(list, release, verify),
    })),
  );
}

async function checkRelease(
  { gateway, builtBy }: ReleaseList,
  release: ListedRelease,
  verify: BundleVerifier,
): Promise<Provenance | null> {
  const { bundle: text, image } = release;
  if (text === undefined) return null;
  if (builtBy === undefined || image === undefined) {
    return refuse('provenance-invalid', 'a bundle without its source or image');
  }
  const bundle = parseBundle(text);
  await verified(bundle, verify);
  const signer = signerOf(bundle, builtBy);
  const said = parseStatement(bundle.payload);
  const isSame =
    said.gateway === gateway &&
    said.release === release.release &&
    said.imageSha256 === image &&
    said.pcr0 === release.pcr0 &&
    said.pcr1 === release.pcr1 &&
    said.pcr2 === release.pcr2;
  if (!isSame) return refuse('provenance-mismatch', release.release);
  const { loggedAtMs, logIndex } = bundle;
  return { ...signer, imageSha256: image, loggedAtMs, logIndex };
}

async function verified(bundle: Bundle, verify: BundleVerifier): Promise<void> {
  try {
    await verify(bundle);
  } catch (cause) {
    // The libraries' codes differ; what a person can do does not.
    refuse('provenance-untrusted', cause instanceof Error ? cause.message : undefined, cause);
  }
}

/** A certificate that cannot be read names nobody. */
function signerOf({ certificate }: Bundle, source: ListedSource): Signer {
  try {
    return checkSigner(certificate, source);
  } catch (thrown) {
    if (thrown instanceof AttestationError && thrown.code === 'certificate-invalid') {
      return refuse('provenance-signer', 'certificate', thrown);
    }
    throw thrown;
  }
}
