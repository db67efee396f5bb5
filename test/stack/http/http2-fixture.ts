/** A relay that speaks HTTP/2 and a gateway behind it, for clients that are hostile, and what they say to it. */
import { connect } from 'node:http2';
import { onTestFinished } from 'vitest';
import { MEDIA } from '../../../lib/ohttp/index.ts';
import { readBody } from '../../../stack/http/call.ts';
import { answer, listen } from '../../../stack/http/server.ts';
import { startRelay, type RelayOptions } from '../../../stack/relay/relay.ts';
import {
  END_HEADERS,
  END_STREAM,
  fields,
  FRAME,
  frame,
  type RawHttp2,
} from '../../fakes/http2-client.ts';
import { selfSigned } from '../self-signed.ts';

const ANSWER_BYTES = 100_000;
const TLS = { ...selfSigned(), hasHttp2: true };

/** Stands where a gateway stands, keeps what reaches it, and answers more than any window holds. */
async function gateway() {
  const bodies: string[] = [];
  const heads: string[] = [];
  const server = await listen(async (request, response) => {
    if (request.method !== 'POST') return answer(response, 200, 'text/plain', 'ok');
    heads.push(Object.keys(request.headers).join(' '));
    bodies.push(Buffer.from(await readBody(request, 65_536)).toString('latin1'));
    answer(response, 200, MEDIA.chunkedResponse, Buffer.alloc(ANSWER_BYTES));
  });
  onTestFinished(() => server.close());
  return { server, bodies, heads };
}

export async function openRelay(options: Partial<RelayOptions> = {}) {
  const behind = await gateway();
  const { url } = behind.server;
  const relay = await startRelay({
    operator: 'somebody',
    gateways: [{ name: 'one', url, logUrl: url }],
    log: () => undefined,
    tls: TLS,
    headersTimeoutMs: 400,
    bodyTimeoutMs: 300,
    takeTimeoutMs: 300,
    restMs: 800,
    limits: { silenceMs: 300 },
    shares: { asksPerMinute: 1, askBurst: 40 },
    admin: { port: 0 },
    ...options,
  });
  onTestFinished(() => relay.close());
  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${relay.adminUrl}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1]);
  };
  return {
    relay,
    port: Number(new URL(relay.url).port),
    behind,
    /** A browser that behaves, on a connection of its own. */
    stillServes: () => operatorOf(relay.url),
    openAnswers: () => metric('sotto_relay_open_answers'),
  };
}

function operatorOf(url: string): Promise<number> {
  const session = connect(url, { rejectUnauthorized: false });
  return new Promise((resolve, reject) => {
    session.once('error', reject);
    const stream = session.request({ ':path': '/operator' });
    stream.once('response', (headers) => resolve(headers[':status'] ?? 0));
    stream.resume().once('close', () => session.close());
  });
}

export const ASK = fields(
  [':method', 'POST'],
  [':scheme', 'https'],
  [':path', '/g/one'],
  [':authority', 'relay.example'],
  ['content-type', MEDIA.chunkedRequest],
);
export const CANCEL = Buffer.from([0, 0, 0, 8]);
export const question = (stream: number): Buffer =>
  Buffer.concat([
    frame(FRAME.headers, END_HEADERS, stream, ASK),
    frame(FRAME.data, END_STREAM, stream, Buffer.from('question')),
  ]);
export const many = (count: number, one: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => one(index)));
export const ofType = (client: RawHttp2, type: number): number =>
  client.frames.filter((one) => one.type === type).length;
