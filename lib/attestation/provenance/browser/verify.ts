/**
 * The cryptography of a bundle by @freedomofpress/sigstore-browser, for our pages: WebCrypto, no Node. A chunk of its
 * own, loaded only by the page that checks a release list. Its own way of fetching a root (TUF) is never called.
 * It takes the present for the time at which authorities must be valid, so a bundle older than an authority's end is
 * refused here while the command line still accepts it: the stricter of the two.
 */
import { SigstoreVerifier } from '@freedomofpress/sigstore-browser';
import type { Bundle } from '../bundle.ts';

type TrustedRoot = Parameters<SigstoreVerifier['loadSigstoreRoot']>[0];
type SigstoreBundle = Parameters<SigstoreVerifier['verifyDsse']>[0];

export function bundleVerifier(root: TrustedRoot): (bundle: Bundle) => Promise<void> {
  const verifier = new SigstoreVerifier({ tlogThreshold: 1, ctlogThreshold: 1 });
  const loaded = verifier.loadSigstoreRoot(root);
  loaded.catch(() => undefined);
  return async ({ json }) => {
    await loaded;
    if (!isWhole(json)) throw new TypeError('not a bundle');
    // Who may have signed is decided by us, alike for both libraries.
    await verifier.verifyDsse(json, { verify: () => undefined });
  };
}

/** Read field by field by parseBundle, which is the only maker of a Bundle. */
function isWhole(json: object): json is SigstoreBundle {
  return 'mediaType' in json && 'verificationMaterial' in json && 'dsseEnvelope' in json;
}
