/**
 * The relay's copy of the gateway's key configurations (RFC 9458 section 3), the same for everyone.
 * Must never send anything that could earn one person a key of their own.
 */
import type { Bytes } from '../bytes/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { send } from './outer-request.ts';
import { gatewayUrl, SHORT_TIMEOUT_MS, withTimeout, type Place } from './place.ts';

const MEDIA_TYPE = 'application/ohttp-keys';
const MAX_BYTES = 16_384;

export async function fetchKeys(place: Place, caller: AbortSignal): Promise<Bytes> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const request = { url: gatewayUrl(place, '/keys'), accept: MEDIA_TYPE, signal };
  const response = await send(place.fetch, request);
  requireMediaType(response, MEDIA_TYPE);
  return readWhole(response, MAX_BYTES, signal);
}
