/**
 * The outside of every request of the extension: the one call of fetch, the same for everybody.
 * Follows RFC 9458 section 6.1 (nothing identifying, no redirects) and what browsers add (see scrub-headers in
 * lib/platform, which takes off what fetch cannot). Must never send a cookie, a referrer, or follow a redirect.
 */
import type { Bytes } from '../bytes/index.ts';
import { CodedError } from '../errors/index.ts';
import { RelayError, type RelayErrorCode } from './errors.ts';

/**
 * The part of fetch that is used here.
 * @param onLeaving Called in the very turn in which the request is let out; what it throws keeps it back.
 */
export type Fetch = (url: string, init: RequestInit, onLeaving?: () => void) => Promise<Response>;

export interface OuterRequest {
  readonly url: string;
  readonly accept: string;
  readonly signal: AbortSignal;
  /** Absent for a GET. */
  readonly body?: { readonly mediaType: string; readonly bytes: Bytes };
  /** What a protocol of another network wants beside; never anything of ours. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Told once, in the very turn in which it is let out: without that call nothing has left. */
  readonly onLeaving?: (() => void) | undefined;
}

/** Names an error status. */
export type Refusal = (response: Response) => Promise<RelayError>;

/** Sends, and returns the answer's head. Throws RelayError for no answer and every status but 200, and what `fetch` codes. */
export async function send(
  fetch: Fetch,
  request: OuterRequest,
  refusalOf: Refusal = refusal,
): Promise<Response> {
  const { body } = request;
  const headers: Record<string, string> = { ...request.headers, accept: request.accept };
  if (body !== undefined) headers['content-type'] = body.mediaType;
  const init: RequestInit = {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body === undefined ? {} : { body: body.bytes }),
    credentials: 'omit',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    mode: 'cors',
    signal: request.signal,
  };
  const leave = once(request.onLeaving);
  let response: Response;
  try {
    response = await fetch(request.url, init, leave);
  } catch (cause) {
    // What was not let out at all says so itself.
    if (cause instanceof CodedError) throw cause;
    leave();
    throw networkError(request.signal, 'relay-unreachable', cause);
  }
  // A fetch that does not tell has let it out.
  leave();
  if (response.status !== 200) throw await refusalOf(response);
  return response;
}

function once(tell: (() => void) | undefined): () => void {
  let isTold = false;
  return () => {
    if (isTold) return;
    tell?.();
    isTold = true;
  };
}

/** Names what ended a wait: our own stop, our own time limit, or the network. */
export function networkError(
  signal: AbortSignal,
  otherwise: RelayErrorCode,
  cause: unknown,
): RelayError {
  if (!signal.aborted) return new RelayError(otherwise, undefined, { cause });
  const reason: unknown = signal.reason;
  const isTimeout = reason instanceof DOMException && reason.name === 'TimeoutError';
  return new RelayError(isTimeout ? 'relay-timeout' : 'stopped', undefined, { cause });
}

const KEY_PROBLEM = 'https://iana.org/assignments/http-problem-types#ohttp-key';
const MAX_PROBLEM_BYTES = 4096;

/** The code for an error status. The body is the relay's own word: one known type in it counts, nothing is shown. */
async function refusal(response: Response): Promise<RelayError> {
  const { status } = response;
  const detail = `status ${status}`;
  if (status === 422 || status === 400 || status === 401) {
    if (await isKeyProblem(response)) return new RelayError('gateway-key-mismatch', detail);
    return new RelayError('relay-request-refused', detail);
  }
  await response.body?.cancel().catch(() => undefined);
  if (status === 404) return new RelayError('gateway-unknown', detail);
  if (status === 429) return new RelayError('relay-busy', detail);
  if (status === 413 || status === 415) return new RelayError('relay-request-refused', detail);
  if (status >= 502 && status <= 504) return new RelayError('gateway-unreachable', detail);
  return new RelayError('relay-refused', detail);
}

async function isKeyProblem(response: Response): Promise<boolean> {
  const type = response.headers.get('content-type') ?? '';
  if (!/^application\/problem\+json\s*(;|$)/i.test(type) || response.body === null) return false;
  const reader = response.body.getReader();
  let text = '';
  const decoder = new TextDecoder();
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      text += decoder.decode(step.value, { stream: true });
      if (text.length > MAX_PROBLEM_BYTES) return false;
    }
    const problem: unknown = JSON.parse(text);
    return (
      typeof problem === 'object' &&
      problem !== null &&
      'type' in problem &&
      problem.type === KEY_PROBLEM
    );
  } catch {
    return false;
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
