/**
 * The relay's copy of the transcript that the evidence binds (key configuration, receipt key, log, statement).
 * Must never be believed before its hash was found in verified evidence.
 */
import type { Bytes } from '../bytes/index.ts';
import { gatewayUrl, type Place } from './place.ts';
import { fetchWhole } from './small-fetch.ts';

const RESOURCE = { mediaType: 'application/octet-stream', maxBytes: 262_144 };

export function fetchTranscript(place: Place, caller: AbortSignal): Promise<Bytes> {
  return fetchWhole(place.fetch, { ...RESOURCE, url: gatewayUrl(place, '/transcript') }, caller);
}
