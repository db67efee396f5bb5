/**
 * What every server of the stack shares: listening on an address, answering plainly, draining at the end.
 * Must never know what is served.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Bytes } from '../../lib/bytes/index.ts';

export interface ListenOptions {
  /** 127.0.0.1 unless an operator says otherwise. */
  readonly host?: string;
  /** 0 picks a free one. */
  readonly port?: number;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
const MAX_HEADER_BYTES = 16_384;

/** Starts a server; a handler that throws ends in a plain 500 or, once the answer began, in a cut connection. */
export async function listen(
  handler: Handler,
  options: ListenOptions = {},
): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 0 } = options;
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, noDelay: true });
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('request', (request, response) => {
    handler(request, response).catch(() => fail(response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return { url: `http://${authority(host, server)}`, close: () => closeServer(server) };
}

function authority(host: string, server: Server): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function fail(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else answer(response, 500, 'text/plain; charset=utf-8', 'failed\n');
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}

/** A whole answer. Nothing of it may be stored on the way: what is cached is cached on purpose, by the relay. */
export function answer(
  response: ServerResponse,
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
  response: ServerResponse,
  status: number,
  title: string,
  type = 'about:blank',
): void {
  answer(response, status, 'application/problem+json', JSON.stringify({ type, title, status }));
}
