/**
 * The gateways that a relay leads to: the same list for everybody, out of which a device picks by its own chance.
 * Must never let the relay pick: its order means nothing.
 */
import { list, oneOf, record, text } from '../shape/index.ts';
import { RelayError } from './errors.ts';
import type { Place } from './place.ts';
import { fetchShape } from './small-fetch.ts';

const MAX_BYTES = 16_384;
const gatewaysShape = record({
  version: oneOf(1),
  gateways: list(text(63, /^[a-z0-9][a-z0-9-]*$/), 200),
});

export async function fetchGateways(
  { fetch, relayUrl }: Omit<Place, 'gatewayName'>,
  caller: AbortSignal,
): Promise<readonly string[]> {
  const request = { url: `${relayUrl}/gateways`, maxBytes: MAX_BYTES };
  const { gateways } = await fetchShape(fetch, request, gatewaysShape, caller);
  if (gateways.length === 0) throw new RelayError('gateway-unknown', 'none');
  return gateways;
}
