/**
 * Carries one sealed request out and its sealed answer back, piece by piece (chunked OHTTP, draft -08).
 * Must never retry: a failed connection is no sign that the request was not processed (RFC 9458 section 5.2).
 */
import type { Bytes } from '../bytes/index.ts';
import { requireMediaType } from './bounded-read.ts';
import { send } from './outer-request.ts';
import { Patience } from './patience.ts';
import { readPatiently } from './patient-read.ts';
import { gatewayUrl, type Place } from './place.ts';

const REQUEST_TYPE = 'message/ohttp-chunked-req';
const RESPONSE_TYPE = 'message/ohttp-chunked-res';
/** Until the answer's head; a model may think for a while before its first word. */
const HEAD_TIMEOUT_MS = 120_000;
const LIMITS = {
  /** Between two pieces. Padded answers send one every 250 ms, so this is generous. */
  silenceMs: 60_000,
  /** 1,024 frames of 256 bytes with their overhead are 0.3 MB; unpadded answers get the same bound and some. */
  maxBytes: 4_194_304,
};

/** The sealed answer as it arrives. Without a call of `onLeaving` nothing has left. */
export async function* carryAsk(
  place: Place,
  sealed: Bytes,
  caller: AbortSignal,
  onLeaving?: () => void,
): AsyncGenerator<Bytes, void, undefined> {
  const patience = new Patience(HEAD_TIMEOUT_MS);
  const signal = AbortSignal.any([caller, patience.signal]);
  try {
    const response = await send(place.fetch, {
      url: gatewayUrl(place),
      accept: RESPONSE_TYPE,
      ...{ signal, onLeaving },
      body: { mediaType: REQUEST_TYPE, bytes: sealed },
    });
    requireMediaType(response, RESPONSE_TYPE);
    yield* readPatiently(response, LIMITS, signal, patience);
  } finally {
    patience.end();
  }
}
