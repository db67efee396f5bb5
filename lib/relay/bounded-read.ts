/**
 * Reads what the relay answers, with the media type checked first and the size bounded while it arrives.
 * Must never buffer more than the limit, whatever length was announced.
 */
import { concat, copyOf, type Bytes } from '../bytes/index.ts';
import { RelayError } from './errors.ts';
import { networkError } from './outer-request.ts';

/** Throws RelayError unless the answer says it is of this type. Parameters are tolerated (RFC 9110 section 8.3). */
export function requireMediaType(response: Response, expected: string): void {
  const given = response.headers.get('content-type') ?? '';
  const essence = given.split(';', 1)[0]?.trim().toLowerCase();
  if (essence !== expected) throw new RelayError('relay-media-type');
}

/** Throws RelayError when the announced length is already too much, before anything is read. */
function refuseAnnounced(response: Response, maxBytes: number): void {
  const announced = Number(response.headers.get('content-length') ?? 0);
  if (announced > maxBytes) throw new RelayError('relay-too-large', `${announced} announced`);
}

/** The pieces of the body as they arrive, `maxBytes` in all. Leaving the loop early closes the connection. */
export async function* readPieces(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): AsyncGenerator<Bytes, void, undefined> {
  refuseAnnounced(response, maxBytes);
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let total = 0;
  try {
    for (;;) {
      const step = await reader.read();
      if (step.done) return;
      total += step.value.length;
      if (total > maxBytes) throw new RelayError('relay-too-large', `more than ${maxBytes}`);
      if (step.value.length > 0) yield copyOf(step.value);
    }
  } catch (cause) {
    if (cause instanceof RelayError) throw cause;
    throw networkError(signal, 'relay-cut', cause);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

/** The whole body at once. */
export async function readWhole(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Bytes> {
  const pieces: Bytes[] = [];
  for await (const piece of readPieces(response, maxBytes, signal)) pieces.push(piece);
  return concat(...pieces);
}
