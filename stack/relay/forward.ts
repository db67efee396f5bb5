/**
 * Carries one sealed request to its gateway and the sealed answer back, piece by piece and no faster than the client
 * reads. What goes out has the same head for everybody: content type, length, host. Nothing of the client's head is
 * looked at but its content type. Must never retry: a copy of a request could be charged twice (RFC 9458 section 6.5).
 */
import {
  Agent,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { MEDIA, mediaTypeIs } from '../../lib/ohttp/index.ts';
import { answer } from '../http/server.ts';
import { responseWriter } from '../http/write.ts';
import { readBody } from '../http/call.ts';
import { RelayError } from './errors.ts';

export interface ForwardLimits {
  readonly maxResponseBytes: number;
  /** Longest wait for the first byte, and between two. */
  readonly silenceMs: number;
  readonly maxDurationMs: number;
}

const MAX_PROBLEM_BYTES = 4096;
const agent = new Agent({ keepAlive: true });
const secureAgent = new SecureAgent({ keepAlive: true });

export async function forwardAsk(
  askUrl: URL,
  mediaType: string,
  body: Bytes,
  response: ServerResponse,
  limits: ForwardLimits,
): Promise<number> {
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  // The device left: the gateway learns it by the closed connection and stops its model.
  response.once('close', abort);
  const timer = setTimeout(abort, limits.maxDurationMs);
  try {
    const incoming = await send(askUrl, mediaType, body, gone.signal, limits.silenceMs);
    return await handBack(incoming, response, gone.signal, limits.maxResponseBytes);
  } catch (cause) {
    // Whatever failed on this side, the gateway is not left answering nobody.
    gone.abort();
    throw cause;
  } finally {
    clearTimeout(timer);
    response.off('close', abort);
  }
}

function send(
  url: URL,
  mediaType: string,
  body: Bytes,
  signal: AbortSignal,
  silenceMs: number,
): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const outgoing = (isSecure ? httpsRequest : httpRequest)(
      url,
      {
        method: 'POST',
        agent: isSecure ? secureAgent : agent,
        signal,
        timeout: silenceMs,
        headers: { 'content-type': mediaType, 'content-length': String(body.length) },
      },
      resolve,
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('silence')));
    outgoing.on('error', (cause) =>
      reject(new RelayError('gateway-unreachable', undefined, { cause })),
    );
    outgoing.end(body);
  });
}

/** A sealed answer is streamed; a refusal is passed on whole, and nothing else passes. */
async function handBack(
  incoming: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
  maxBytes: number,
): Promise<number> {
  const status = incoming.statusCode ?? 0;
  const mediaType = incoming.headers['content-type'];
  if (status === 200 && mediaTypeIs(mediaType, MEDIA.chunkedResponse)) {
    return stream(incoming, response, signal, maxBytes);
  }
  const isRefusal = status >= 400 && mediaTypeIs(mediaType, 'application/problem+json');
  if (!isRefusal) throw new RelayError('gateway-invalid', `status ${status}`);
  const problem = await readBody(incoming, MAX_PROBLEM_BYTES).catch((cause: unknown) => {
    throw new RelayError('gateway-invalid', undefined, { cause });
  });
  answer(response, status, 'application/problem+json', problem);
  return problem.length;
}

async function stream(
  incoming: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
  maxBytes: number,
): Promise<number> {
  response.writeHead(200, {
    'content-type': MEDIA.chunkedResponse,
    'cache-control': 'no-store',
    incremental: '?1',
  });
  const write = responseWriter(response, signal);
  let length = 0;
  // Iterating asks for the next piece only when the last one was taken: back-pressure reaches the gateway.
  for await (const piece of incoming) {
    if (!(piece instanceof Uint8Array)) throw new RelayError('gateway-invalid');
    length += piece.length;
    if (length > maxBytes) throw new RelayError('gateway-invalid', 'too long');
    await write(copyOf(piece));
  }
  response.end();
  return length;
}
