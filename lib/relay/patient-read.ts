/**
 * A streamed answer, piece by piece, for as long as pieces keep coming. Must never take an end that we caused for the
 * answer's.
 */
import type { Bytes } from '../bytes/index.ts';
import { readPieces } from './bounded-read.ts';
import { networkError } from './outer-request.ts';
import type { Patience } from './patience.ts';

/** @param signal Ends with the caller's and with the patience's. */
export async function* readPatiently(
  response: Response,
  limits: { readonly maxBytes: number; readonly silenceMs: number },
  signal: AbortSignal,
  patience: Patience,
): AsyncGenerator<Bytes, void, undefined> {
  try {
    patience.renew(limits.silenceMs);
    for await (const piece of readPieces(response, limits.maxBytes, signal)) {
      yield piece;
      patience.renew(limits.silenceMs);
    }
    // A body may end quietly on abort in some browsers.
    if (signal.aborted) throw networkError(signal, 'relay-cut', signal.reason);
  } finally {
    patience.end();
  }
}
