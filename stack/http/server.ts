/**
 * What every server of the stack shares: listening on an address, with TLS and HTTP/2 if it is told to, answering
 * plainly, bounds on slow clients, and an end that cuts nothing. Must never know what is served.
 */
import { createServer, type Server } from 'node:http';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Bytes } from '../../lib/bytes/index.ts';
import { Connections, type Carrier } from './connections.ts';
import { cut, hangUp, type Incoming, type Outgoing } from './message.ts';
import { whenPatienceEnds } from './patience.ts';

export interface TlsOptions {
  /** PEM: the certificate and the chain below its root. */
  readonly certificate: string;
  readonly key: string;
  /** Offers HTTP/2 by ALPN, so that a browser's asks share one connection; HTTP/1.1 stays. */
  readonly hasHttp2?: boolean;
}

export interface ListenOptions {
  /** 127.0.0.1 unless an operator says otherwise. */
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port?: number;
  readonly tls?: TlsOptions;
  /** No more connections than these at once; 0 is no bound of ours. */
  readonly maxConnections?: number;
  readonly headersTimeoutMs?: number;
  /** How long a client may take for the rest of an answer that is complete on this side. */
  readonly takeTimeoutMs?: number;
  /** How long a connection may stay after its last exchange. */
  readonly restMs?: number;
}

export interface RunningServer {
  readonly url: string;
  /** Exchanges that are under way. */
  readonly busy: number;
  readonly connections: number;
  /**
   * Ends: what is under way may finish within the grace, and is cut without one. Until then connections are still
   * taken, so that the handler can refuse them in words; answers of this time tell their clients to close.
   */
  close(graceMs?: number): Promise<void>;
}

export type Handler = (request: Incoming, response: Outgoing) => Promise<void>;

const HEADERS_TIMEOUT_MS = 10_000;
const TAKE_TIMEOUT_MS = 60_000;
const REST_MS = 65_000;
/** Connections that wait to be taken: a crowd that comes at once waits, and is not turned away by the kernel. */
const BACKLOG = 4096;
const MAX_HEADER_BYTES = 16_384;
const MAX_STREAMS = 100;

type AnyServer = Server | HttpsServer | Http2SecureServer;

/** Starts a server; a handler that throws ends in a plain 500 or, once the answer began, in a cut connection. */
export async function listen(
  handler: Handler,
  options: ListenOptions = {},
): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0, maxConnections = 0 } = options;
  const server = create(options);
  if (maxConnections > 0) server.maxConnections = maxConnections;
  const { headersTimeoutMs = HEADERS_TIMEOUT_MS, restMs = REST_MS } = options;
  const connections = new Connections(headersTimeoutMs, restMs);
  wire(server, connections, handler, options);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: BACKLOG }, resolve);
  });
  const scheme = options.tls === undefined ? 'http' : 'https';
  return {
    url: `${scheme}://${authority(host, server)}`,
    get busy() {
      return connections.busy;
    },
    get connections() {
      return connections.count;
    },
    close: (graceMs = 0) => closeServer(server, connections, graceMs),
  };
}

function wire(
  server: AnyServer,
  connections: Connections,
  handler: Handler,
  { tls, takeTimeoutMs = TAKE_TIMEOUT_MS }: ListenOptions,
): void {
  server.on('connection', (socket: Socket) => connections.addConnection(socket));
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => {
    // Those of HTTP/2 are sessions, below.
    if (!(socket instanceof TLSSocket) || socket.alpnProtocol !== 'h2')
      connections.addSocket(socket);
  });
  server.on('request', (request: Incoming, response: Outgoing) => {
    const end = connections.begin(carrierOf(request, response));
    let isOver = false;
    response.once('close', () => {
      isOver = true;
      end();
    });
    if (connections.isDraining) hangUp(response);
    void handler(request, response)
      .catch(() => fail(response))
      .then(() => {
        if (!isOver) takenInTime(response, takeTimeoutMs);
      });
  });
  if ('updateSettings' in server) {
    server.on('session', (session) => connections.addSession(session));
  }
}

function carrierOf(request: Incoming, { stream }: Outgoing): Carrier | undefined {
  if (request.httpVersionMajor >= 2) return stream?.session;
  return request.socket instanceof Socket ? request.socket : undefined;
}

/** Nobody keeps an answer, and a connection with it, by not reading it or by never ending the question. */
function takenInTime(response: Outgoing, timeoutMs: number): void {
  const relent = whenPatienceEnds(timeoutMs, () => cut(response));
  response.once('close', relent);
}

function create(options: ListenOptions): AnyServer {
  const { tls } = options;
  const limits = {
    maxHeaderSize: MAX_HEADER_BYTES,
    noDelay: true,
    // Ours are in connections.ts and in readBody: these count the server's own stalls against its clients.
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: options.restMs ?? REST_MS,
  };
  if (tls === undefined) return createServer(limits);
  const secure = {
    ...limits,
    cert: tls.certificate,
    key: tls.key,
    minVersion: 'TLSv1.2',
    // Before there is a head there is a handshake.
    handshakeTimeout: options.headersTimeoutMs ?? HEADERS_TIMEOUT_MS,
  } as const;
  if (tls.hasHttp2 !== true) return createHttpsServer(secure);
  return createSecureServer({
    ...secure,
    allowHTTP1: true,
    settings: { maxConcurrentStreams: MAX_STREAMS, maxHeaderListSize: MAX_HEADER_BYTES },
  });
}

function authority(host: string, server: AnyServer): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function fail(response: Outgoing): void {
  if (response.headersSent) cut(response);
  else answer(response, 500, 'text/plain; charset=utf-8', 'failed\n');
}

async function closeServer(
  server: AnyServer,
  connections: Connections,
  graceMs: number,
): Promise<void> {
  await connections.drain(graceMs);
  await new Promise<void>((resolve) => server.close(() => resolve()));
}

/** A whole answer. Nothing of it may be stored on the way: what is cached is cached on purpose, by the relay. */
export function answer(
  response: Outgoing,
  status: number,
  mediaType: string,
  body: Bytes | string,
): void {
  response.writeHead(status, {
    'content-type': mediaType,
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** An error in the form of RFC 9457; `type` is a URI or about:blank. */
export function answerProblem(
  response: Outgoing,
  status: number,
  title: string,
  type = 'about:blank',
): void {
  answer(response, status, 'application/problem+json', JSON.stringify({ type, title, status }));
}
