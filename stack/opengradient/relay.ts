/**
 * The relay (sections 4.1, 4.2, 11): for an account that is good, the sealed bytes go on to the gateway that the device
 * named, over TLS pinned to the certificate of the registry. Nothing of the client's head goes further.
 */
import type { IncomingMessage } from 'node:http';
import { cut, type Incoming, type Outgoing } from '../http/message.ts';
import { request as httpsRequest } from 'node:https';
import { copyOf, type Bytes } from '../../lib/bytes/index.ts';
import { readBody } from '../http/call.ts';
import { responseWriter } from '../http/write.ts';
import { listen, type RunningServer } from '../http/server.ts';
import type { Accounts } from './accounts.ts';
import { BillingStrip } from './billing-strip.ts';
import type { RunningGateway } from './gateway.ts';
import { answerJson } from './json-answer.ts';
import type { Lies, RelayLie } from './lies.ts';
import { alteringStream, cuttingStream, silentStream } from './relay-faults.ts';
import { headOf, keep, type ReceivedHead } from './received.ts';
import { MAX_BODY } from './sealed-route.ts';

export interface RelayDesk {
  readonly port: number;
  readonly accounts: Accounts;
  readonly lies: Lies;
  /** The gateways there are, by whatever the registry says of them now. */
  readonly gateways: () => readonly RunningGateway[];
  readonly isActive: (teeId: string) => Promise<boolean>;
}

export interface RelayedQuestion extends ReceivedHead {
  readonly body: Bytes;
  status: number;
}

export interface RunningRelay extends RunningServer {
  /** Every question that arrived. */
  readonly received: readonly RelayedQuestion[];
}

const PATH = '/api/v1/chat/ohttp';
const UPSTREAM_TIMEOUT_MS = 120_000;
const INACTIVE = 'Selected TEE is not active in the registry';

/** Sealed bytes of the answer before, for the relay that replays. */
interface Memory {
  last?: { head: Record<string, string>; body: Buffer };
}

export async function startRelay(desk: RelayDesk): Promise<RunningRelay> {
  const received: RelayedQuestion[] = [];
  const memory: Memory = {};
  const server = await listen(
    async (request, response) => {
      const url = new URL(request.url ?? '/', 'http://relay.invalid');
      if (request.method !== 'POST' || url.pathname !== PATH) {
        return answerJson(response, 404, { detail: 'Not Found' });
      }
      const body = await readBody(request, MAX_BODY).catch(() => undefined);
      if (body === undefined) return answerJson(response, 413, { detail: 'Request too large' });
      const question = keep(received, { ...headOf(request), body, status: 0 });
      response.once('close', () => (question.status = response.statusCode));
      await carry(desk, memory, request, body, response);
    },
    { port: desk.port },
  );
  return { ...server, received };
}

async function carry(
  desk: RelayDesk,
  memory: Memory,
  request: Incoming,
  body: Bytes,
  response: Outgoing,
): Promise<void> {
  const [, token = ''] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (!desk.accounts.isValid(token)) {
    return answerJson(response, 401, { detail: 'Invalid or expired token' });
  }
  const { relay: lie } = desk.lies;
  if (typeof lie === 'object') return answerJson(response, lie.status, { detail: lie.detail });
  if (lie === 'silent') return;
  if (lie === 'page') {
    response.writeHead(200, { 'content-type': 'text/html' });
    return void response.end('<!doctype html><title>Sign in to the network</title>');
  }
  if (lie === 'replays' && memory.last !== undefined) {
    response.writeHead(200, memory.last.head);
    return void response.end(memory.last.body);
  }
  const gateway = await gatewayFor(desk, String(request.headers['x-tee-id'] ?? ''));
  if (gateway === undefined) return answerJson(response, 502, { detail: INACTIVE });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const upstream = await sendTwice(gateway, body, gone.signal);
  if (upstream === undefined) {
    return answerJson(response, 502, { detail: 'TEE connection failed' });
  }
  await passOn(desk, memory, upstream, response, gone.signal);
}

/** Only a gateway that the registry calls active now, whatever this relay thinks of it. */
async function gatewayFor(desk: RelayDesk, teeId: string): Promise<RunningGateway | undefined> {
  const gateways = desk.gateways();
  const wanted = teeId.toLowerCase();
  const named = gateways.find(({ keys }) => keys.teeId === wanted);
  if (named === undefined || !(await desk.isActive(wanted))) return undefined;
  if (desk.lies.relay !== 'other-gateway') return named;
  return gateways.find((gateway) => gateway !== named) ?? named;
}

/** 502 and 503 are tried once more, as long as nothing was passed on; so is a connection that broke. */
async function sendTwice(
  gateway: RunningGateway,
  body: Bytes,
  signal: AbortSignal,
): Promise<IncomingMessage | undefined> {
  const first = await send(gateway, body, signal).catch(() => undefined);
  if (first !== undefined && first.statusCode !== 502 && first.statusCode !== 503) return first;
  first?.destroy();
  return send(gateway, body, signal).catch(() => undefined);
}

function send(
  { endpoint, keys }: RunningGateway,
  body: Bytes,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(
      new URL('/v1/ohttp', endpoint),
      {
        method: 'POST',
        signal,
        timeout: UPSTREAM_TIMEOUT_MS,
        agent: false,
        // Exactly this certificate, whatever name it carries.
        ca: [keys.tls.certificatePem],
        checkServerIdentity: () => undefined,
        headers: {
          'content-type': 'message/ohttp-req',
          'content-length': String(body.length),
          'x-payment': 'emulated',
        },
      },
      resolve,
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error('timed out')));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Status, media type and body; nothing else of the gateway's head. */
async function passOn(
  desk: RelayDesk,
  memory: Memory,
  upstream: IncomingMessage,
  response: Outgoing,
  gone: AbortSignal,
): Promise<void> {
  const { relay: lie } = desk.lies;
  const head = {
    'content-type': upstream.headers['content-type'] ?? 'application/octet-stream',
    'cache-control': 'no-store',
  };
  response.writeHead(upstream.statusCode ?? 502, head);
  const isStream = head['content-type'].startsWith('message/ohttp-chunked-res');
  const kept: Buffer[] = [];
  const pieces = bytesOf(upstream, isStream && lie !== 'leaves-billing-frame');
  const brought = faultyAs(lie, pieces, gone);
  const write = responseWriter(response, gone);
  try {
    for await (const piece of brought) {
      kept.push(piece);
      await write(copyOf(piece));
    }
    response.end();
    if (isStream) memory.last = { head, body: Buffer.concat(kept) };
  } catch {
    // A peer that left, on either side, ends the other: there is nobody to tell.
    cut(response);
  }
}

function faultyAs(
  lie: RelayLie,
  pieces: AsyncGenerator<Buffer>,
  gone: AbortSignal,
): AsyncGenerator<Buffer> {
  if (lie === 'alters') return alteringStream(pieces);
  if (lie === 'cuts') return cuttingStream(pieces);
  return lie === 'falls-silent' ? silentStream(pieces, gone) : pieces;
}

async function* bytesOf(upstream: IncomingMessage, strips: boolean): AsyncGenerator<Buffer> {
  const strip = new BillingStrip();
  for await (const piece of upstream) {
    if (!(piece instanceof Uint8Array)) continue;
    const bytes = Buffer.from(piece);
    yield strips ? strip.push(bytes) : bytes;
  }
  yield strip.end();
}
