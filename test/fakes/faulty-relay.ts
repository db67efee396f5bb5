/**
 * Stands between a device and the relay and does to the traffic what a hostile or broken one could: every switch is
 * one fault. With no switch set it passes everything on untouched.
 */
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export type AskFault =
  /** The connection is broken off after so many bytes of the sealed answer. */
  | { readonly kind: 'reset'; readonly afterBytes: number }
  /** The answer ends there as if it were whole. */
  | { readonly kind: 'end'; readonly afterBytes: number }
  /** One bit of the byte at this place is turned. */
  | { readonly kind: 'tamper'; readonly atByte: number }
  /** So many bytes of it come, and then nothing more, with the connection open. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  | { readonly kind: 'slow'; readonly everyMs: number }
  /** Nothing at all comes back. */
  | { readonly kind: 'silence' }
  /** The answer to the first ask is given to every later one. */
  | { readonly kind: 'replay-answer' }
  /** The request is sent on twice; the device gets the second answer. */
  | { readonly kind: 'replay-request' }
  /** Bytes without end behind the answer. */
  | { readonly kind: 'oversize'; readonly bytes: number }
  | { readonly kind: 'wrong-type'; readonly mediaType: string }
  | { readonly kind: 'redirect'; readonly to: string }
  /** A portal's page with status 200. */
  | { readonly kind: 'page' }
  | { readonly kind: 'status'; readonly status: number; readonly type?: string };

export interface Faults {
  ask?: AskFault | undefined;
  /** Replaces the body of a GET resource. */
  keys?: ((body: Buffer) => Buffer) | undefined;
  transcript?: ((body: Buffer) => Buffer) | undefined;
  evidence?: ((body: Buffer) => Buffer) | undefined;
  /** Every connection is broken off before a word is said. */
  isDown?: boolean | undefined;
  /** Nothing at all comes back to a GET. */
  filesSilent?: boolean | undefined;
  /** Answers this status for every GET. */
  filesStatus?: number | undefined;
}

export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly request: Buffer;
  response: Buffer;
  status: number;
}

export interface FaultyRelay {
  readonly url: string;
  /** Set and unset while it runs. */
  readonly faults: Faults;
  /** Everything that went through, byte for byte as the device sent and got it. */
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

export async function startFaultyRelay(
  relayUrl: string,
  faults: Faults = {},
): Promise<FaultyRelay> {
  const exchanges: Exchange[] = [];
  const kept: { answer?: Buffer } = {};
  const server = createServer((request, response) => {
    void readAll(request)
      .then(async (body) => {
        const exchange: Exchange = {
          method: request.method ?? '',
          url: request.url ?? '',
          rawHeaders: request.rawHeaders,
          request: body,
          response: Buffer.alloc(0),
          status: 0,
        };
        exchanges.push(exchange);
        if (faults.isDown === true) return void response.destroy();
        if (faults.filesSilent === true && request.method === 'GET') return;
        record(response, exchange);
        if (request.method === 'POST')
          await passAsk(relayUrl, exchange, response, faults.ask, kept);
        else await passFile(relayUrl, exchange, response, faults);
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    faults,
    exchanges,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function passFile(
  relayUrl: string,
  exchange: Exchange,
  response: ServerResponse,
  faults: Faults,
): Promise<void> {
  if (faults.filesStatus !== undefined) {
    response.writeHead(faults.filesStatus).end();
    return;
  }
  const incoming = await forward(relayUrl, exchange);
  const body = await readAll(incoming);
  const path = exchange.url.split('?')[0] ?? '';
  const change = path.endsWith('/keys')
    ? faults.keys
    : path.endsWith('/transcript')
      ? faults.transcript
      : path.endsWith('/evidence')
        ? faults.evidence
        : undefined;
  response.writeHead(incoming.statusCode ?? 502, {
    'content-type': incoming.headers['content-type'] ?? 'application/octet-stream',
  });
  response.end(change?.(body) ?? body);
}

async function passAsk(
  relayUrl: string,
  exchange: Exchange,
  response: ServerResponse,
  fault: AskFault | undefined,
  kept: { answer?: Buffer },
): Promise<void> {
  if (fault !== undefined && answersByItself(fault, response)) return;
  if (fault?.kind === 'replay-request') (await forward(relayUrl, exchange)).resume();
  const incoming = await forward(relayUrl, exchange);
  response.once('close', () => incoming.destroy());
  const isTyped = fault?.kind === 'wrong-type';
  response.writeHead(incoming.statusCode ?? 502, {
    'content-type': isTyped ? fault.mediaType : (incoming.headers['content-type'] ?? ''),
  });
  if (fault?.kind === 'replay-answer' && kept.answer !== undefined) {
    incoming.destroy();
    response.end(kept.answer);
    return;
  }
  const whole = await passBody(incoming, response, fault);
  if (whole === undefined) return;
  kept.answer ??= whole;
  if (fault?.kind === 'oversize') response.write(Buffer.alloc(fault.bytes));
  response.end();
}

/** True when the fault needs no relay behind it. */
function answersByItself(fault: AskFault, response: ServerResponse): boolean {
  switch (fault.kind) {
    case 'silence':
      return true;
    case 'redirect':
      response.writeHead(307, { location: fault.to }).end();
      return true;
    case 'page':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Please sign in</h1>');
      return true;
    case 'status':
      response.writeHead(fault.status, { 'content-type': fault.type ?? 'text/plain' }).end('no');
      return true;
    default:
      return false;
  }
}

/** The whole sealed answer, or nothing when the fault ended it early. */
async function passBody(
  incoming: IncomingMessage,
  response: ServerResponse,
  fault: AskFault | undefined,
): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of incoming) {
    const piece = Buffer.from(part instanceof Uint8Array ? part : []);
    if (fault?.kind === 'slow') await sleep(fault.everyMs);
    if (
      fault?.kind === 'tamper' &&
      fault.atByte >= length &&
      fault.atByte < length + piece.length
    ) {
      piece[fault.atByte - length] = (piece[fault.atByte - length] ?? 0) ^ 1;
    }
    if (fault?.kind === 'stall' && length + piece.length > fault.afterBytes) {
      response.write(piece.subarray(0, fault.afterBytes - length));
      return undefined;
    }
    const isCut = fault?.kind === 'reset' || fault?.kind === 'end';
    if (isCut && length + piece.length > fault.afterBytes) {
      response.write(piece.subarray(0, fault.afterBytes - length));
      // What was written must have left before the connection is broken off.
      if (fault.kind === 'end') response.end();
      else setImmediate(() => response.destroy());
      return undefined;
    }
    response.write(piece);
    parts.push(piece);
    length += piece.length;
  }
  return Buffer.concat(parts);
}

function forward(
  relayUrl: string,
  { method, url, rawHeaders, request }: Exchange,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      new URL(url, relayUrl),
      { method, headers: headersOf(rawHeaders) },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end(request);
  });
}

function headersOf(raw: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] ?? '').toLowerCase();
    if (name !== 'host' && name !== 'connection') headers[name] = raw[i + 1] ?? '';
  }
  return headers;
}

/** Notes what the device got, as it was written. */
function record(response: ServerResponse, exchange: Exchange): void {
  const parts: Buffer[] = [];
  const write = response.write.bind(response);
  response.write = (chunk: unknown): boolean => {
    if (chunk instanceof Uint8Array) parts.push(Buffer.from(chunk));
    return write(chunk);
  };
  response.once('close', () => {
    exchange.status = response.statusCode;
    exchange.response = Buffer.concat(parts);
  });
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of message) if (part instanceof Uint8Array) parts.push(part);
  return Buffer.concat(parts);
}
