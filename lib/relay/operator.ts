/**
 * Who says to run this relay: a name for the screen, never a ground for trust.
 * Must never fail an ask: a relay that does not say is shown as one that does not say.
 */
import { oneOf, record, text } from '../shape/index.ts';
import type { Place } from './place.ts';
import { fetchShape } from './small-fetch.ts';

const MAX_BYTES = 4096;
const operatorShape = record({ version: oneOf(1), operator: text(200) });

export async function fetchOperator(place: Place, caller: AbortSignal): Promise<string> {
  const request = { url: `${place.relayUrl}/operator`, maxBytes: MAX_BYTES };
  return (await fetchShape(place.fetch, request, operatorShape, caller)).operator;
}
