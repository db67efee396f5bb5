/**
 * A fresh attestation document for a nonce of ours (20 bytes, as nitriding demands).
 * Must never send the nonce anywhere else: keys and transcript may not depend on it.
 */
import { toHex, type Bytes } from '../bytes/index.ts';
import { gatewayUrl, type Place } from './place.ts';
import { fetchWhole } from './small-fetch.ts';

const MEDIA_TYPE = 'application/octet-stream';
/** A Nitro document has 4 to 6 kB and its verifier refuses above 20 KiB; a TDX quote with its lists has some 40 kB. */
const MAX_BYTES = 65_536;
export const NONCE_LENGTH = 20;

export function fetchEvidence(place: Place, nonce: Bytes, caller: AbortSignal): Promise<Bytes> {
  const url = gatewayUrl(place, `/evidence?nonce=${toHex(nonce)}`);
  return fetchWhole(place.fetch, { url, mediaType: MEDIA_TYPE, maxBytes: MAX_BYTES }, caller);
}
