/**
 * The relay: knows who asks and not what. It carries sealed bytes between devices and the gateways of its
 * configuration, each a resource of its own, and serves its one copy of what a device needs to verify them.
 *
 *   GET  /operator              who says to run this relay
 *   GET  /g/NAME/keys           application/ohttp-keys, the copy
 *   GET  /g/NAME/transcript     the copy it belongs to
 *   GET  /g/NAME/evidence?nonce=<40 hex>
 *   POST /g/NAME                message/ohttp-chunked-req
 *   GET  /g/NAME/log/...        the log's static files
 *
 * Must never be an open proxy, send on anything that names a client, or write down more than RelayEvent.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Bytes } from '../../lib/bytes/index.ts';
import { hasCode } from '../../lib/errors/index.ts';
import { MEDIA, mediaTypeIs } from '../../lib/ohttp/index.ts';
import { call, readBody } from '../http/call.ts';
import { answer, answerProblem, listen, type ListenOptions } from '../http/server.ts';
import type { LogSink } from '../log.ts';
import { RelayError } from './errors.ts';
import { forwardAsk, type ForwardLimits } from './forward.ts';
import { LogCopy } from './log-copy.ts';
import { knownMethod, knownType, type RelayEvent } from './log.ts';
import { PAIR_MS, PairCache } from './pair.ts';

export interface RelayedGateway {
  readonly name: string;
  readonly url: string;
  readonly logUrl: string;
}

export interface RelayOptions extends ListenOptions {
  readonly operator: string;
  readonly gateways: readonly RelayedGateway[];
  readonly log: LogSink<RelayEvent>;
  readonly now?: () => number;
  /** How long one copy of keys and transcript is served; ten minutes unless a test is in a hurry. */
  readonly pairMs?: number;
  readonly logFreshMs?: number;
  readonly maxRequestBytes?: number;
  readonly limits?: Partial<ForwardLimits>;
}

export interface RunningRelay {
  readonly url: string;
  /** Fetches all pairs now, as the timer does. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

interface Resource {
  readonly gateway: RelayedGateway;
  readonly pair: PairCache;
  readonly logCopy: LogCopy;
}

interface Served {
  readonly path: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

const GATEWAY_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;
const LIMITS: ForwardLimits = {
  // The longest answer is 1024 frames of 256 bytes over 256 s, and what sealing adds.
  maxResponseBytes: 1_048_576,
  silenceMs: 180_000,
  maxDurationMs: 600_000,
};
const MAX_REQUEST_BYTES = 65_536;
const MAX_DOCUMENT_BYTES = 20_480;
const EVIDENCE_TIMEOUT_MS = 15_000;

export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const { gateways, now = Date.now, pairMs = PAIR_MS, logFreshMs = 1000 } = options;
  const resources = new Map<string, Resource>();
  for (const gateway of gateways) {
    if (!GATEWAY_NAME.test(gateway.name) || resources.has(gateway.name)) {
      throw new RelayError('request-invalid', `gateway name ${gateway.name}`);
    }
    const pair = new PairCache(gateway.url, pairMs);
    const logCopy = new LogCopy(gateway.logUrl, logFreshMs, now);
    resources.set(gateway.name, { gateway, pair, logCopy });
  }
  const refresh = async (): Promise<void> => {
    await Promise.all([...resources.values()].map(({ pair }) => pair.refresh()));
  };
  await refresh();
  const server = await listen((request, response) => {
    return handle(options, resources, request, response);
  }, options);
  return {
    url: server.url,
    refresh,
    async close() {
      for (const { pair } of resources.values()) pair.close();
      await server.close();
    },
  };
}

async function handle(
  options: RelayOptions,
  resources: ReadonlyMap<string, Resource>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let served: Served = { path: 'other', requestBytes: 0, responseBytes: 0 };
  try {
    served = await serve(options, resources, request, response);
  } catch (thrown) {
    refuse(response, thrown);
  }
  const { path, requestBytes, responseBytes } = served;
  const responseType = response.getHeader('content-type');
  options.log({
    event: 'request',
    method: knownMethod(request.method),
    path,
    status: response.statusCode,
    requestType: knownType(request.headers['content-type']),
    responseType: knownType(typeof responseType === 'string' ? responseType : undefined),
    requestBytes,
    responseBytes,
  });
}

/** The path is split by hand: a URL parser would repair what should be refused. */
async function serve(
  options: RelayOptions,
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
  { maxRequestBytes = MAX_REQUEST_BYTES, limits }: RelayOptions,
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

/** Cuts an answer that has begun, so that nobody takes it for whole; says any other refusal plainly. */
function refuse(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = thrown instanceof RelayError ? thrown : undefined;
  if (error?.code === 'request-too-large') response.setHeader('connection', 'close');
  answerProblem(response, error?.status ?? 500, error?.code ?? 'relay-failed');
}
