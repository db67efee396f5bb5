/**
 * A fresh attestation document for a nonce of ours (20 bytes, as nitriding demands).
 * Must never send the nonce anywhere else: keys and transcript may not depend on it.
 */
import { toHex, type Bytes } from '../bytes/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { send } from './outer-request.ts';
import { gatewayUrl, SHORT_TIMEOUT_MS, withTimeout, type Place } from './place.ts';

const MEDIA_TYPE = 'application/octet-stream';
/** A Nitro document has 4 to 6 kB and its verifier refuses above 20 KiB; a TDX quote with its lists has some 40 kB. */
const MAX_BYTES = 65_536;
export const NONCE_LENGTH = 20;

export async function fetchEvidence(
  place: Place,
  nonce: Bytes,
  caller: AbortSignal,
): Promise<Bytes> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const url = gatewayUrl(place, `/evidence?nonce=${toHex(nonce)}`);
  const response = await send(place.fetch, { url, accept: MEDIA_TYPE, signal });
  requireMediaType(response, MEDIA_TYPE);
  return readWhole(response, MAX_BYTES, signal);
}
