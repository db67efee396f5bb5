/**
 * Evidence for a device's nonce. The nonce is all that comes from the client; which pair the document must fit comes
 * from the relay's own copy. Never cached: it is worth something only to the one who chose the nonce.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { call } from '../http/call.ts';
import { RelayError } from './errors.ts';
import type { SottoResource } from './resources.ts';

const MAX_DOCUMENT_BYTES = 65_536;
const EVIDENCE_TIMEOUT_MS = 15_000;

export async function fetchEvidence(
  { gateway, pair, watch }: SottoResource,
  query: string | undefined,
): Promise<Bytes> {
  const [, nonce] = /^nonce=([0-9a-f]{40})$/.exec(query ?? '') ?? [];
  if (nonce === undefined) throw new RelayError('nonce-invalid');
  const { transcriptHashHex } = await pair.get();
  const url = new URL('/evidence', gateway.url);
  url.search = `nonce=${nonce}&transcript=${transcriptHashHex}`;
  const limits = { maxBytes: MAX_DOCUMENT_BYTES, timeoutMs: EVIDENCE_TIMEOUT_MS };
  try {
    const { status, body } = await call({ url, method: 'GET', ...limits });
    if (status === 200) return body;
    if (status !== 409) throw new RelayError('gateway-invalid', `status ${status}`);
  } catch (cause) {
    if (cause instanceof RelayError) throw cause;
    throw new RelayError('gateway-unreachable', undefined, { cause });
  }
  // The watch would notice within seconds by itself; what it then does depends on the gateway alone.
  void watch.look();
  throw new RelayError('gateway-changed');
}
