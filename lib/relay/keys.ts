/**
 * The relay's copy of the gateway's key configurations (RFC 9458 section 3), the same for everyone.
 * Must never send anything that could earn one person a key of their own.
 */
import type { Bytes } from '../bytes/index.ts';
import { gatewayUrl, type Place } from './place.ts';
import { fetchWhole } from './small-fetch.ts';

const RESOURCE = { mediaType: 'application/ohttp-keys', maxBytes: 16_384 };

export function fetchKeys(place: Place, caller: AbortSignal): Promise<Bytes> {
  return fetchWhole(place.fetch, { ...RESOURCE, url: gatewayUrl(place, '/keys') }, caller);
}
