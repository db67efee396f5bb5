/**
 * Finds what a request names and answers it: the relay's copies, evidence for a nonce, or a sealed question carried
 * on. Must never look at anything of a request but its method, path, nonce, content type and body.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bytes } from '../../lib/bytes/index.ts';
import { hasCode } from '../../lib/errors/index.ts';
import { MEDIA, mediaTypeIs } from '../../lib/ohttp/index.ts';
import { call, readBody } from '../http/call.ts';
import { answer } from '../http/server.ts';
import { RelayError } from './errors.ts';
import { forwardAsk, type ForwardLimits } from './forward.ts';
import type { LogCopy } from './log-copy.ts';
import type { PairCache } from './pair.ts';

export interface RelayedGateway {
  readonly name: string;
  readonly url: string;
  readonly logUrl: string;
}

export interface Resource {
  readonly gateway: RelayedGateway;
  readonly pair: PairCache;
  readonly logCopy: LogCopy;
}

export interface Served {
  readonly path: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

export interface ServeOptions {
  readonly operator: string;
  readonly maxRequestBytes?: number;
  readonly limits?: Partial<ForwardLimits>;
}

const LIMITS: ForwardLimits = {
  // The longest answer is 1024 frames of 256 bytes over 256 s, and what sealing adds.
  maxResponseBytes: 1_048_576,
  silenceMs: 180_000,
  maxDurationMs: 600_000,
};
const MAX_REQUEST_BYTES = 65_536;
const MAX_DOCUMENT_BYTES = 20_480;
const EVIDENCE_TIMEOUT_MS = 15_000;

/** The path is split by hand: a URL parser would repair what should be refused. */
export async function serve(
  options: ServeOptions,
  resources: ReadonlyMap<string, Resource>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Served> {
  const [path = '', query] = (request.url ?? '').split('?', 2);
  if (request.method === 'GET' && path === '/operator' && query === undefined) {
    return whole('/operator', response, 'application/json', operatorJson(options.operator));
  }
  const [, name = '', rest] = /^\/g\/([a-z0-9-]+)(?:\/(.*))?$/.exec(path) ?? [];
  const resource = resources.get(name);
  if (resource === undefined) throw new RelayError('not-found');
  if (request.method === 'POST' && rest === undefined && query === undefined) {
    return relayAsk(options, resource, request, response);
  }
  if (request.method !== 'GET' || rest === undefined) throw new RelayError('method-not-allowed');
  return serveFile(resource, rest, query, response);
}

async function serveFile(
  { gateway, pair, logCopy }: Resource,
  rest: string,
  query: string | undefined,
  response: ServerResponse,
): Promise<Served> {
  const at = `/g/${gateway.name}`;
  if (rest === 'evidence') {
    const document = await fetchEvidence(gateway, pair, query);
    return whole(`${at}/evidence`, response, 'application/octet-stream', document);
  }
  if (query !== undefined) throw new RelayError('not-found');
  if (rest === 'keys') {
    return whole(`${at}/keys`, response, MEDIA.keys, (await pair.get()).keys);
  }
  if (rest === 'transcript') {
    const { transcript } = await pair.get();
    return whole(`${at}/transcript`, response, 'application/octet-stream', transcript);
  }
  if (!rest.startsWith('log/')) throw new RelayError('not-found');
  const file = await logCopy.get(rest.slice('log/'.length));
  const isText = rest === 'log/checkpoint';
  const mediaType = isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  return whole(`${at}/log`, response, mediaType, file);
}

/** The nonce is all that comes from the client; which pair it must fit comes from the relay's own copy. */
async function fetchEvidence(
  gateway: RelayedGateway,
  pair: PairCache,
  query: string | undefined,
): Promise<Bytes> {
  const [, nonce] = /^nonce=([0-9a-f]{40})$/.exec(query ?? '') ?? [];
  if (nonce === undefined) throw new RelayError('nonce-invalid');
  const { transcriptHashHex } = await pair.get();
  const url = new URL('/evidence', gateway.url);
  url.search = `nonce=${nonce}&transcript=${transcriptHashHex}`;
  try {
    const { status, body } = await call({
      url,
      method: 'GET',
      maxBytes: MAX_DOCUMENT_BYTES,
      timeoutMs: EVIDENCE_TIMEOUT_MS,
    });
    if (status === 200) return body;
    if (status === 409) throw new RelayError('gateway-changed');
    throw new RelayError('gateway-invalid', `status ${status}`);
  } catch (cause) {
    if (cause instanceof RelayError) throw cause;
    throw new RelayError('gateway-unreachable', undefined, { cause });
  }
}

async function relayAsk(
  { maxRequestBytes = MAX_REQUEST_BYTES, limits }: ServeOptions,
  { gateway }: Resource,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Served> {
  if (!mediaTypeIs(request.headers['content-type'], MEDIA.chunkedRequest)) {
    throw new RelayError('media-type-wrong');
  }
  const body = await readBody(request, maxRequestBytes).catch((cause: unknown) => {
    const code = hasCode(cause, 'answer-too-large') ? 'request-too-large' : 'request-invalid';
    throw new RelayError(code, undefined, { cause });
  });
  if (body.length === 0) throw new RelayError('request-invalid');
  const url = new URL('/ask', gateway.url);
  const all = { ...LIMITS, ...limits };
  // The type is written anew: its parameters would be the client's text.
  const responseBytes = await forwardAsk(url, MEDIA.chunkedRequest, body, response, all);
  return { path: `/g/${gateway.name}`, requestBytes: body.length, responseBytes };
}

function whole(
  path: string,
  response: ServerResponse,
  mediaType: string,
  body: Bytes | string,
): Served {
  answer(response, 200, mediaType, body);
  return { path, requestBytes: 0, responseBytes: Buffer.byteLength(body) };
}

function operatorJson(operator: string): string {
  return JSON.stringify({ version: 1, operator });
}
