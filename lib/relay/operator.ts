/**
 * Who says to run this relay: a name for the screen, never a ground for trust.
 * Must never fail an ask: a relay that does not say is shown as one that does not say.
 */
import { fromUtf8 } from '../bytes/index.ts';
import { oneOf, record, text } from '../shape/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { send } from './outer-request.ts';
import { SHORT_TIMEOUT_MS, withTimeout, type Place } from './place.ts';

const MEDIA_TYPE = 'application/json';
const MAX_BYTES = 4096;
const operatorShape = record({ version: oneOf(1), operator: text(200) });

export async function fetchOperator(place: Place, caller: AbortSignal): Promise<string> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const request = { url: `${place.relayUrl}/operator`, accept: MEDIA_TYPE, signal };
  const response = await send(place.fetch, request);
  requireMediaType(response, MEDIA_TYPE);
  const body = await readWhole(response, MAX_BYTES, signal);
  try {
    return operatorShape(JSON.parse(fromUtf8(body))).operator;
  } catch (cause) {
    throw new RelayError('relay-answer-invalid', undefined, { cause });
  }
}
