/**
 * Carries one sealed request to its gateway and the sealed answer back, piece by piece and no faster than the client
 * reads. What goes out has the same head for everybody: content type, length, host. Nothing of the client's head is
 * looked at but its content type. Must never retry: a copy of a request could be charged twice (RFC 9458 section 6.5).
 */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';
import type { Bytes } from '../../lib/bytes/index.ts';
import { MEDIA, mediaTypeIs } from '../../lib/ohttp/index.ts';
import { readBody } from '../http/call.ts';
import type { Outgoing } from '../http/message.ts';
import { answer } from '../http/server.ts';
import { RelayError } from './errors.ts';

export interface ForwardLimits {
  readonly maxResponseBytes: number;
  /** Longest wait for the first byte, and between two. */
  readonly silenceMs: number;
  readonly maxDurationMs: number;
}

/** The two kinds of sealed request, and the only type that each may be answered with. */
export type SealedType = typeof MEDIA.request | typeof MEDIA.chunkedRequest;

export interface Carried {
  readonly responseBytes: number;
  /** Until the gateway's first byte. */
  readonly firstByteMs: number;
}

const MAX_PROBLEM_BYTES = 4096;
/** A gateway keeps an idle connection for 65 s; ours goes first, so that none is closed while an ask is on its way. */
const IDLE_MS = 30_000;
const agent = new Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' });
const secureAgent = new SecureAgent({ keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' });

export async function forwardAsk(
  askUrl: URL,
  mediaType: SealedType,
  body: Bytes,
  response: Outgoing,
  limits: ForwardLimits,
): Promise<Carried> {
  const gone = new AbortController();
  const abort = (): void => gone.abort();
  // The device left: the gateway learns it by the closed connection and stops its model.
  response.once('close', abort);
  const timer = setTimeout(abort, limits.maxDurationMs);
  const startedAtMs = performance.now();
  try {
    const incoming = await send(askUrl, mediaType, body, gone.signal, limits.silenceMs);
    const firstByteMs = performance.now() - startedAtMs;
    const responseBytes = await handBack(incoming, mediaType, response, limits.maxResponseBytes);
    return { responseBytes, firstByteMs };
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
  requestType: SealedType,
  response: Outgoing,
  maxBytes: number,
): Promise<number> {
  const status = incoming.statusCode ?? 0;
  const mediaType = incoming.headers['content-type'];
  if (status === 200) {
    const answerType = answerTypes(requestType).find((type) => mediaTypeIs(mediaType, type));
    if (answerType !== undefined) return stream(incoming, answerType, response, maxBytes);
  }
  const isRefusal = status >= 400 && mediaTypeIs(mediaType, 'application/problem+json');
  if (!isRefusal) throw new RelayError('gateway-invalid', `status ${status}`);
  const problem = await readBody(incoming, MAX_PROBLEM_BYTES).catch((cause: unknown) => {
    throw new RelayError('gateway-invalid', undefined, { cause });
  });
  answer(response, status, 'application/problem+json', problem);
  return problem.length;
}

/** A single-shot request may be answered in chunks as well; a chunked one must be (chunked draft, section 6). */
function answerTypes(requestType: SealedType): readonly string[] {
  if (requestType === MEDIA.chunkedRequest) return [MEDIA.chunkedResponse];
  return [MEDIA.response, MEDIA.chunkedResponse];
}

function stream(
  incoming: IncomingMessage,
  mediaType: string,
  response: Outgoing,
  maxBytes: number,
): Promise<number> {
  response.writeHead(200, {
    'content-type': mediaType,
    'cache-control': 'no-store',
    incremental: '?1',
  });
  return new Promise((resolve, reject) => {
    let length = 0;
    const fail = (detail: string): void => {
      reject(new RelayError('gateway-invalid', detail));
      incoming.destroy();
    };
    incoming.on('data', (piece: Uint8Array) => {
      length += piece.length;
      if (length > maxBytes) return fail('too long');
      if (response.write(piece)) return;
      // Reading stops with the client: back-pressure reaches the gateway and its model.
      incoming.pause();
      response.once('drain', () => incoming.resume());
    });
    incoming.once('end', () => {
      response.end();
      resolve(length);
    });
    incoming.once('error', (cause) =>
      reject(new RelayError('gateway-invalid', undefined, { cause })),
    );
    // A cut answer closes without an end: it must be cut on this side too, never ended.
    incoming.once('close', () => reject(new RelayError('gateway-invalid', 'cut')));
  });
}
