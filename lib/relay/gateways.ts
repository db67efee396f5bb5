/**
 * The gateways that a relay leads to: the same list for everybody, out of which a device picks by its own chance.
 * Must never let the relay pick: its order means nothing.
 */
import { fromUtf8, type Bytes } from '../bytes/index.ts';
import { list, oneOf, record, text } from '../shape/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { send } from './outer-request.ts';
import { SHORT_TIMEOUT_MS, withTimeout, type Place } from './place.ts';

const MEDIA_TYPE = 'application/json';
const MAX_BYTES = 16_384;
const gatewaysShape = record({
  version: oneOf(1),
  gateways: list(text(63, /^[a-z0-9][a-z0-9-]*$/), 200),
});

export async function fetchGateways(
  { fetch, relayUrl }: Omit<Place, 'gatewayName'>,
  caller: AbortSignal,
): Promise<readonly string[]> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const response = await send(fetch, { url: `${relayUrl}/gateways`, accept: MEDIA_TYPE, signal });
  requireMediaType(response, MEDIA_TYPE);
  const body = await readWhole(response, MAX_BYTES, signal);
  const names = namesIn(body);
  if (names.length === 0) throw new RelayError('gateway-unknown', 'none');
  return names;
}

function namesIn(body: Bytes): readonly string[] {
  try {
    return gatewaysShape(JSON.parse(fromUtf8(body))).gateways;
  } catch (cause) {
    throw new RelayError('relay-answer-invalid', undefined, { cause });
  }
}
