/**
 * Answers each request by what it names: the relay's copies, evidence for a nonce, or a sealed question carried on.
 * Must never look at anything of a request but its method, path, nonce, content type and body.
 */
import { MEDIA, mediaTypeIs } from '../../lib/ohttp/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { hasCode } from '../../lib/errors/index.ts';
import { readBody } from '../http/call.ts';
import type { Incoming, Outgoing } from '../http/message.ts';
import { answer } from '../http/server.ts';
import type { Destination } from './destination.ts';
import { RelayError } from './errors.ts';
import { fetchEvidence } from './evidence.ts';
import { forwardAsk, type Carried, type ForwardLimits, type SealedType } from './forward.ts';
import { issuerTargetOf, type IssuerCopy, type IssuerTarget } from './issuer-copy.ts';
import type { Resource, SottoResource } from './resources.ts';

export interface Served {
  readonly path: string;
  readonly responseType?: string;
  readonly requestBytes: number;
  readonly responseBytes: number;
}

export interface ServeOptions {
  readonly operator: string;
  readonly maxRequestBytes?: number;
  readonly bodyTimeoutMs?: number;
  readonly limits?: Partial<ForwardLimits>;
  /** Told how long a gateway took for its first byte. */
  readonly onFirstByte?: (ms: number) => void;
  /** Issuers of credits, by name. */
  readonly issuerCopies?: ReadonlyMap<string, IssuerCopy>;
}

export interface Target {
  readonly name: string;
  /** What stands behind `/g/NAME/`; undefined for the resource itself. */
  readonly rest: string | undefined;
  readonly query: string | undefined;
}

const LIMITS: ForwardLimits = {
  // The longest answer is 1024 frames of 256 bytes over 256 s, and what sealing adds.
  maxResponseBytes: 1_048_576,
  silenceMs: 180_000,
  maxDurationMs: 600_000,
};
const MAX_REQUEST_BYTES = 65_536;
const BODY_TIMEOUT_MS = 30_000;

/** The path is split by hand: a URL parser would repair what should be refused. */
export function targetOf(url: string): Target {
  const [path = '', query] = url.split('?', 2);
  const [, name = '', rest] = /^\/g\/([a-z0-9-]+)(?:\/(.*))?$/.exec(path) ?? [];
  return { name: name === '' ? path : name, rest, query };
}

export async function serve(
  options: ServeOptions,
  resources: ReadonlyMap<string, Resource>,
  request: Incoming,
  response: Outgoing,
): Promise<Served> {
  const { name, rest, query } = targetOf(request.url ?? '');
  const resource = resources.get(name);
  if (resource === undefined) return serveElse(options, resources, request, response);
  if (request.method === 'POST' && rest === undefined && query === undefined) {
    return relayAsk(options, resource, request, response);
  }
  if (request.method !== 'GET' || rest === undefined) throw new RelayError('method-not-allowed');
  const at = `/g/${name}`;
  if (rest === 'keys' && query === undefined) {
    return whole(`${at}/keys`, response, MEDIA.keys, (await resource.pair.get()).keys);
  }
  if (resource.kind === 'plain') throw new RelayError('not-found');
  return serveFile(resource, rest, query, response);
}

/** What is no gateway's. */
async function serveElse(
  options: ServeOptions,
  resources: ReadonlyMap<string, Resource>,
  request: Incoming,
  response: Outgoing,
): Promise<Served> {
  const url = request.url ?? '';
  if (request.method === 'GET' && url === '/operator') {
    return whole(url, response, 'application/json', operatorJson(options.operator));
  }
  if (request.method === 'GET' && url === '/gateways') {
    return whole(url, response, 'application/json', gatewaysJson(resources));
  }
  const issuer = issuerTargetOf(url);
  if (issuer === undefined) throw new RelayError('not-found');
  return serveIssuer(options, issuer, request, response);
}

async function serveIssuer(
  options: ServeOptions,
  { name, isNote }: IssuerTarget,
  request: Incoming,
  response: Outgoing,
): Promise<Served> {
  const copy = options.issuerCopies?.get(name);
  if (copy === undefined) throw new RelayError('not-found');
  if (request.method !== (isNote ? 'GET' : 'POST')) throw new RelayError('method-not-allowed');
  if (isNote) return whole(`/i/${name}/note`, response, 'text/plain; charset=utf-8', copy.note);
  if (!mediaTypeIs(request.headers['content-type'], MEDIA.chunkedRequest)) {
    throw new RelayError('media-type-wrong');
  }
  return carry(options, `/i/${name}`, copy.to, MEDIA.chunkedRequest, request, response);
}

async function serveFile(
  resource: SottoResource,
  rest: string,
  query: string | undefined,
  response: Outgoing,
): Promise<Served> {
  const at = `/g/${resource.name}`;
  if (rest === 'evidence') {
    const document = await fetchEvidence(resource, query);
    return whole(`${at}/evidence`, response, 'application/octet-stream', document);
  }
  if (query !== undefined) throw new RelayError('not-found');
  if (rest === 'transcript') {
    const { transcript } = await resource.pair.get();
    if (transcript === undefined) throw new RelayError('not-found');
    return whole(`${at}/transcript`, response, 'application/octet-stream', transcript);
  }
  if (!rest.startsWith('log/')) throw new RelayError('not-found');
  const file = await resource.logCopy.get(rest.slice('log/'.length));
  const isText = rest === 'log/checkpoint';
  const mediaType = isText ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  return whole(`${at}/log`, response, mediaType, file);
}

async function relayAsk(
  options: ServeOptions,
  resource: Resource,
  request: Incoming,
  response: Outgoing,
): Promise<Served> {
  const mediaType = sealedType(resource, request.headers['content-type']);
  if (resource.kind === 'sotto' && resource.watch.state === 'draining') {
    throw new RelayError('gateway-draining');
  }
  const { name, to } = resource;
  return carry(options, `/g/${name}`, to, mediaType, request, response);
}

async function carry(
  options: ServeOptions,
  path: string,
  to: Destination,
  mediaType: SealedType,
  request: Incoming,
  response: Outgoing,
): Promise<Served> {
  const send = (body: Bytes): { requestBytes: number; carrying: Promise<Carried> } => {
    if (body.length === 0) throw new RelayError('request-invalid');
    const limits = { ...LIMITS, ...options.limits };
    return {
      requestBytes: body.length,
      carrying: forwardAsk(to, mediaType, body, response, limits),
    };
  };
  // The body is kept in no variable: this function goes on for as long as the answer does.
  const { requestBytes, carrying } = send(await readQuestion(options, request));
  const { firstByteMs, responseType, responseBytes } = await carrying;
  options.onFirstByte?.(firstByteMs);
  return { path, responseType, requestBytes, responseBytes };
}

async function readQuestion(
  { maxRequestBytes = MAX_REQUEST_BYTES, bodyTimeoutMs = BODY_TIMEOUT_MS }: ServeOptions,
  request: Incoming,
): Promise<Bytes> {
  try {
    return await readBody(request, maxRequestBytes, bodyTimeoutMs);
  } catch (cause) {
    const code = hasCode(cause, 'answer-too-large') ? 'request-too-large' : 'request-invalid';
    throw new RelayError(code, undefined, { cause });
  }
}

/** The type is written anew: its parameters would be the client's text. Both kinds pass; a gateway may take only one. */
function sealedType({ kind }: Resource, header: string | undefined): SealedType {
  if (mediaTypeIs(header, MEDIA.chunkedRequest)) return MEDIA.chunkedRequest;
  if (kind === 'plain' && mediaTypeIs(header, MEDIA.request)) return MEDIA.request;
  throw new RelayError('media-type-wrong');
}

function whole(path: string, response: Outgoing, mediaType: string, body: Bytes | string): Served {
  answer(response, 200, mediaType, body);
  const responseBytes = Buffer.byteLength(body);
  return { path, responseType: mediaType, requestBytes: 0, responseBytes };
}

function operatorJson(operator: string): string {
  return JSON.stringify({ version: 1, operator });
}

/** The same for everybody: a device picks one of them by its own chance. */
function gatewaysJson(resources: ReadonlyMap<string, Resource>): string {
  const gateways = [...resources.values()].filter(({ kind }) => kind === 'sotto');
  return JSON.stringify({ version: 1, gateways: gateways.map(({ name }) => name) });
}
