/**
 * Carries one sealed request out and its sealed answer back, piece by piece (chunked OHTTP, draft -08).
 * Must never retry: a failed connection is no sign that the request was not processed (RFC 9458 section 5.2).
 */
import type { Bytes } from '../bytes/index.ts';
import { readPieces, requireMediaType } from './bounded-read.ts';
import { networkError, send } from './outer-request.ts';
import { Patience } from './patience.ts';
import { gatewayUrl, type Place } from './place.ts';

const REQUEST_TYPE = 'message/ohttp-chunked-req';
const RESPONSE_TYPE = 'message/ohttp-chunked-res';
/** Until the answer's head; a model may think for a while before its first word. */
const HEAD_TIMEOUT_MS = 120_000;
/** Between two pieces. Padded answers send one every 250 ms, so this is generous. */
const SILENCE_TIMEOUT_MS = 60_000;
/** 1,024 frames of 256 bytes with their overhead are 0.3 MB; unpadded answers get the same bound and some. */
const MAX_BYTES = 4_194_304;

/** The sealed answer as it arrives. */
export async function* carryAsk(
  place: Place,
  sealed: Bytes,
  caller: AbortSignal,
): AsyncGenerator<Bytes, void, undefined> {
  const patience = new Patience(HEAD_TIMEOUT_MS);
  const signal = AbortSignal.any([caller, patience.signal]);
  try {
    const response = await send(place.fetch, {
      url: gatewayUrl(place),
      accept: RESPONSE_TYPE,
      signal,
      body: { mediaType: REQUEST_TYPE, bytes: sealed },
    });
    requireMediaType(response, RESPONSE_TYPE);
    patience.renew(SILENCE_TIMEOUT_MS);
    for await (const piece of readPieces(response, MAX_BYTES, signal)) {
      yield piece;
      patience.renew(SILENCE_TIMEOUT_MS);
    }
    // A body may end quietly on abort in some browsers: an end that we caused is not the answer's end.
    if (signal.aborted) throw networkError(signal, 'relay-cut', signal.reason);
  } finally {
    patience.end();
  }
}
