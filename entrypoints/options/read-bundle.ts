/**
 * Reads a login bundle for the settings page, without its secrets. The reader is loaded when there is something to
 * read.
 */
import type { BundleView } from '../../components/settings/LoginPlaces.tsx';
import { codeOf } from '../../lib/errors/index.ts';

type Read = { ok: true; bundle: BundleView } | { ok: false; code: string };

export async function readBundle(text: string): Promise<Read> {
  const { parseLoginBundle } = await import('../../lib/opengradient/index.ts');
  try {
    const bundle = parseLoginBundle(text, Date.now());
    const { relayUrl, authUrl, isAnonymous, expiresAtMs, rpcUrl, registryAddress, teeType } =
      bundle;
    return {
      ok: true,
      bundle: { relayUrl, authUrl, isAnonymous, expiresAtMs, rpcUrl, registryAddress, teeType },
    };
  } catch (thrown) {
    return { ok: false, code: codeOf(thrown) ?? 'unexpected' };
  }
}
