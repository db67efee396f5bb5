/**
 * One small thing fetched whole, with its type, its size and its time bounded: what most files here do.
 * Must never be used for an answer, which is read as it comes.
 */
import { fromUtf8, type Bytes } from '../bytes/index.ts';
import type { Parser } from '../shape/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { send, type Fetch, type OuterRequest } from './outer-request.ts';
import { SHORT_TIMEOUT_MS, withTimeout } from './place.ts';

export interface SmallRequest {
  readonly url: string;
  readonly mediaType: string;
  readonly maxBytes: number;
  /** Absent for a GET. */
  readonly body?: NonNullable<OuterRequest['body']>;
  readonly timeoutMs?: number;
}

export async function fetchWhole(
  fetch: Fetch,
  { url, mediaType, maxBytes, timeoutMs = SHORT_TIMEOUT_MS, ...rest }: SmallRequest,
  caller: AbortSignal,
): Promise<Bytes> {
  const signal = withTimeout(caller, timeoutMs);
  const response = await send(fetch, { url, accept: mediaType, signal, ...rest });
  requireMediaType(response, mediaType);
  return readWhole(response, maxBytes, signal);
}

/** Small JSON of the relay's own. */
export async function fetchShape<T>(
  fetch: Fetch,
  request: Omit<SmallRequest, 'mediaType'>,
  shape: Parser<T>,
  caller: AbortSignal,
): Promise<T> {
  const body = await fetchWhole(fetch, { ...request, mediaType: 'application/json' }, caller);
  try {
    return shape(JSON.parse(fromUtf8(body)));
  } catch (cause) {
    throw new RelayError('relay-answer-invalid', undefined, { cause });
  }
}
