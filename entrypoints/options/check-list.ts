/**
 * Checks a release list for the settings page: its signature and time, and where its releases come from. What checks
 * Sigstore bundles is a chunk of its own, loaded when a list has one.
 */
import type { ListCheck } from '../../components/settings/ListOrigin.tsx';
import { viewOfCode } from '../../lib/ask/index.ts';
import { openReleaseList, type ReleaseList } from '../../lib/attestation/index.ts';
import type { CheckedRelease } from '../../lib/attestation/provenance/index.ts';
import { fromBase64 } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import type { SubscribedList } from '../../lib/settings/index.ts';

export async function checkList({ publicKey, signed }: SubscribedList): Promise<ListCheck> {
  try {
    const key = fromBase64(publicKey);
    const options = { publicKey: key, now: Date.now(), minimumSerial: 0 };
    return { ok: true, releases: await originsOf(await openReleaseList(signed, options)) };
  } catch (thrown) {
    return { ok: false, error: viewOfCode(codeOf(thrown) ?? 'unexpected') };
  }
}

async function originsOf(list: ReleaseList): Promise<readonly CheckedRelease[]> {
  if (!list.releases.some(({ bundle }) => bundle !== undefined)) {
    return list.releases.map(({ release }) => ({ release, provenance: null }));
  }
  const { checkReleases, PUBLIC_GOOD_ROOT } =
    await import('../../lib/attestation/provenance/index.ts');
  const { bundleVerifier } = await import('../../lib/attestation/provenance/browser/index.ts');
  return checkReleases(list, bundleVerifier(PUBLIC_GOOD_ROOT));
}
