/**
 * The relay's copy of the transcript that the evidence binds (key configuration, receipt key, log, statement).
 * Must never be believed before its hash was found in verified evidence.
 */
import type { Bytes } from '../bytes/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { send } from './outer-request.ts';
import { gatewayUrl, SHORT_TIMEOUT_MS, withTimeout, type Place } from './place.ts';

const MEDIA_TYPE = 'application/octet-stream';
const MAX_BYTES = 262_144;

export async function fetchTranscript(place: Place, caller: AbortSignal): Promise<Bytes> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const request = { url: gatewayUrl(place, '/transcript'), accept: MEDIA_TYPE, signal };
  const response = await send(place.fetch, request);
  requireMediaType(response, MEDIA_TYPE);
  return readWhole(response, MAX_BYTES, signal);
}
