/**
 * Carries one sealed exchange between a client and its gateway, piece by piece, no faster than the client reads. What
 * goes out has the same head for everybody: content type, length, host. Nothing of the client's head is looked at but
 * its content type. Must never retry: a copy of a request could be charged twice (RFC 9458 section 6.5).
 */
import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Bytes } from '../../lib/bytes/index.ts';
import { MEDIA, mediaTypeIs } from '../../lib/ohttp/index.ts';
import { readBody } from '../http/call.ts';
import type { Outgoing } from '../http/message.ts';
import { Vigil } from '../http/patience.ts';
import { answer } from '../http/server.ts';
import type { Destination } from './destination.ts';
import { RelayError } from './errors.ts';

export interface ForwardLimits {
  readonly maxResponseBytes: number;
  /** Longest wait for the first byte, and between two. */
  readonly silenceMs: number;
  readonly maxDurationMs: number;
}

/** The two kinds of sealed request, and the only type that each may be answered with. */
export type SealedType = typeof MEDIA.request | typeof MEDIA.chunkedRequest;

interface HandedBack {
  readonly responseType: string;
  readonly responseBytes: number;
}

export interface Carried extends HandedBack {
  /** Until the gateway's first byte. */
  readonly firstByteMs: number;
}

export const PROBLEM_TYPE = 'application/problem+json';
const GATEWAY_PAUSE_SECONDS = '10';
const MAX_PROBLEM_BYTES = 4096;

export function forwardAsk(
  to: Destination,
  mediaType: SealedType,
  body: Bytes,
  response: Outgoing,
  limits: ForwardLimits,
): Promise<Carried> {
  const outgoing = to.open(mediaType, body.length);
  const carried = handOver(outgoing, mediaType, response, limits);
  // Last and here, so that nothing that waits for the answer holds the question.
  outgoing.end(body);
  return carried;
}

async function handOver(
  outgoing: ClientRequest,
  mediaType: SealedType,
  response: Outgoing,
  limits: ForwardLimits,
): Promise<Carried> {
  const startedAtMs = performance.now();
  // Whatever ends on the device's side ends the gateway's, which then stops its model.
  const stop = (): void => void outgoing.destroy();
  response.once('close', stop);
  const vigil = new Vigil(limits.silenceMs, limits.maxDurationMs, stop);
  try {
    const incoming = await answerOf(outgoing);
    const firstByteMs = performance.now() - startedAtMs;
    const handed = await handBack(incoming, mediaType, response, {
      maxBytes: limits.maxResponseBytes,
      heard: () => vigil.heard(),
    });
    return { ...handed, firstByteMs };
  } catch (cause) {
    stop();
    throw cause;
  } finally {
    vigil.end();
    response.off('close', stop);
  }
}

function answerOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const lost = (cause?: Error): void =>
      reject(new RelayError('gateway-unreachable', undefined, { cause }));
    let hasAnswer = false;
    outgoing.once('response', (incoming) => {
      hasAnswer = true;
      resolve(incoming);
    });
    // Also after the answer began, when it is the answer's reader who says what is wrong.
    outgoing.on('error', (cause) => {
      if (!hasAnswer) lost(cause);
    });
    outgoing.once('close', () => {
      if (!hasAnswer) lost();
    });
  });
}

interface Bounds {
  readonly maxBytes: number;
  /** To be told of every piece. */
  readonly heard: () => void;
}

/** A sealed answer is streamed; a refusal is passed on whole, and nothing else passes. */
async function handBack(
  incoming: IncomingMessage,
  requestType: SealedType,
  response: Outgoing,
  bounds: Bounds,
): Promise<HandedBack> {
  const status = incoming.statusCode ?? 0;
  const mediaType = incoming.headers['content-type'];
  if (status === 200) {
    const answerType = answerTypes(requestType).find((type) => mediaTypeIs(mediaType, type));
    if (answerType !== undefined) {
      const responseBytes = await stream(incoming, answerType, response, bounds);
      return { responseType: answerType, responseBytes };
    }
  }
  const isRefusal = status >= 400 && mediaTypeIs(mediaType, PROBLEM_TYPE);
  if (!isRefusal) throw new RelayError('gateway-invalid', `status ${status}`);
  const problem = await readBody(incoming, MAX_PROBLEM_BYTES).catch((cause: unknown) => {
    throw new RelayError('gateway-invalid', undefined, { cause });
  });
  // It may say so before the watch has seen it; when to come again is this relay's own word.
  if (status === 503) response.setHeader('retry-after', GATEWAY_PAUSE_SECONDS);
  answer(response, status, PROBLEM_TYPE, problem);
  return { responseType: PROBLEM_TYPE, responseBytes: problem.length };
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
  { maxBytes, heard }: Bounds,
): Promise<number> {
  response.writeHead(200, {
    'content-type': mediaType,
    'cache-control': 'no-store',
    incremental: '?1',
  });
  return new Promise((resolve, reject) => {
    let length = 0;
    let isOver = false;
    const fail = (detail: string, cause?: unknown): void => {
      if (isOver) return;
      isOver = true;
      reject(new RelayError('gateway-invalid', detail, { cause }));
      incoming.destroy();
    };
    const resume = (): void => void incoming.resume();
    incoming.on('data', (piece: Uint8Array) => {
      heard();
      length += piece.length;
      if (length > maxBytes) return fail('too long');
      together(response);
      if (response.write(piece)) return;
      // Reading stops with the client: back-pressure reaches the gateway and its model.
      incoming.pause();
      response.once('drain', resume);
    });
    incoming.once('end', () => {
      isOver = true;
      response.end();
      resolve(length);
    });
    incoming.once('error', (cause) => fail('broken', cause));
    // A cut answer closes without an end: it must be cut on this side too, never ended.
    incoming.once('close', () => fail('cut'));
  });
}

/** What arrived in one read, its end included, leaves in one write: half of what a relay does is asking the kernel. */
function together(response: Outgoing): void {
  response.cork?.();
  process.nextTick(() => response.uncork?.());
}
