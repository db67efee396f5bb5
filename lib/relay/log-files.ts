/**
 * The relay's copy of the settlement log's static files (checkpoint, tiles), so that the log never sees our address.
 * Must never be believed before the settlement module has checked signatures and hashes.
 */
import type { Bytes } from '../bytes/index.ts';
import { readWhole } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { send } from './outer-request.ts';
import { gatewayUrl, SHORT_TIMEOUT_MS, withTimeout, type Place } from './place.ts';

/** A full level-0 hash tile has 8 KiB; an entry bundle of 256 entries of 34 bytes about as much. */
const MAX_BYTES = 65_536;
const PATH =
  /^(checkpoint|tile\/(entries\/|[0-9]{1,2}\/)(x[0-9]{3}\/)*[0-9]{3}(\.p\/[0-9]{1,3})?)$/;

export async function fetchLogFile(
  place: Place,
  path: string,
  caller: AbortSignal,
): Promise<Bytes> {
  if (!PATH.test(path)) throw new RelayError('relay-request-refused', 'not a log path');
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const request = { url: gatewayUrl(place, `/log/${path}`), accept: '*/*', signal };
  return readWhole(await send(place.fetch, request), MAX_BYTES, signal);
}
