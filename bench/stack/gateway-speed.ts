/** The gateway at 100 streams against the same server without its seal, and what an open stream costs in memory. */
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { MEDIA } from '../../lib/ohttp/index.ts';
import { atLeast, atMost, plainRow, type Row } from '../row.ts';
import { keysAt, plainAsk, sealedAsk } from './asks.ts';
import { startPart, type Part } from './child.ts';
import { median } from '../median.ts';
import { post } from './load.ts';

const STREAMS = 100;
const TOKENS = 400;
const WARMING = 2;
/** Whatever else the machine does falls on both sides of some turn: one alone is off by a fifth, their median is not. */
const TURNS = 14;

export async function gatewayRows(quick: boolean): Promise<Row[]> {
  const model = await startPart('model', { tokens: TOKENS });
  const sealed = await startPart('gateway', { modelUrl: model.url });
  const unsealed = await startPart('gateway', { modelUrl: model.url, unsealed: true });
  try {
    const keys = await keysAt(sealed.url);
    const rates: [number[], number[]] = [[], []];
    const ratios: number[] = [];
    for (let turn = 0; turn < (quick ? 2 : WARMING + TURNS); turn++) {
      const asks = await Promise.all(
        Array.from({ length: STREAMS }, () => sealedAsk(keys, 'none')),
      );
      const plain = Array.from({ length: STREAMS }, () => plainAsk('none'));
      // By turns first and second, so that what comes after the other gains nothing by it.
      const first = turn % 2 === 0 ? await tokensASecond(unsealed, plain) : undefined;
      const withSeal = await tokensASecond(sealed, asks);
      const without = first ?? (await tokensASecond(unsealed, plain));
      if (turn < (quick ? 1 : WARMING)) continue;
      rates[0].push(without);
      rates[1].push(withSeal);
      ratios.push(withSeal / without);
    }
    const ratio = median(ratios);
    return [
      plainRow('gateway: tokens a second at 100 streams, unsealed', median(rates[0]), '/s'),
      plainRow('gateway: tokens a second at 100 streams', median(rates[1]), '/s'),
      atLeast('gateway: streamed tokens against no seal', ratio, 0.8, '×'),
    ];
  } finally {
    await Promise.all([model, sealed, unsealed].map((part) => part.close()));
  }
}

async function tokensASecond(gateway: Part, asks: readonly Uint8Array[]): Promise<number> {
  const agent = new Agent({ keepAlive: true });
  const startedAt = performance.now();
  const answers = await Promise.all(
    asks.map((ask) => post(`${gateway.url}/ask`, ask, MEDIA.chunkedRequest, agent)),
  );
  const tookMs = performance.now() - startedAt;
  agent.destroy();
  const wrong = answers.find(({ status, bytes }) => status !== 200 || bytes < TOKENS * 4);
  if (wrong !== undefined) throw new Error(`an answer of ${wrong.bytes} bytes`);
  return ((asks.length * TOKENS) / tookMs) * 1000;
}

const OPEN_STREAMS = 1000;
const KILOBYTE = 1024;

/** Resident memory with a thousand answers under way, less that before, over a thousand. */
export async function memoryRows(quick: boolean): Promise<Row[]> {
  const count = quick ? 100 : OPEN_STREAMS;
  // A word a second: what is held is counted here, not how fast it flows.
  const model = await startPart('model', { tokens: 4000, burst: 1, everyMs: 1000 });
  const gateway = await startPart('gateway', { modelUrl: model.url });
  const relay = await startPart('relay', { target: gateway.url });
  try {
    const keys = await keysAt(gateway.url);
    const agent = new Agent({ keepAlive: false });
    // Code and caches that the first streams bring are not the cost of an open one.
    const warm = await openStreams(`${relay.url}/g/one`, keys, quick ? 5 : 50, agent);
    for (const stream of warm) stream.destroy();
    await pause(1500);
    const before = [await gateway.usage(), await relay.usage()];
    const open = await openStreams(`${relay.url}/g/one`, keys, count, agent);
    await pause(quick ? 1000 : 10_000);
    const after = [await gateway.usage(), await relay.usage()];
    const perStream = before.map(
      ({ rssBytes }, i) => ((after[i]?.rssBytes ?? Infinity) - rssBytes) / count / KILOBYTE,
    );
    for (const stream of open) stream.destroy();
    const [gatewayKb = Infinity, relayKb = Infinity] = perStream;
    return [
      atMost('gateway: memory of an open stream, of 1,000', gatewayKb, 64, 'kB'),
      atMost('relay: memory of an open stream, of 1,000', relayKb, 64, 'kB'),
    ];
  } finally {
    await Promise.all([model, gateway, relay].map((part) => part.close()));
  }
}

async function openStreams(
  url: string,
  keys: Uint8Array<ArrayBuffer>,
  count: number,
  agent: Agent,
): Promise<IncomingMessage[]> {
  const streams: IncomingMessage[] = [];
  for (let at = 0; at < count; at += 50) {
    const asks = Array.from({ length: Math.min(50, count - at) }, () => sealedAsk(keys, 'default'));
    streams.push(...(await Promise.all(asks.map(async (ask) => openOne(url, await ask, agent)))));
  }
  return streams;
}

/** An open answer, read as it comes. */
function openOne(url: string, body: Uint8Array, agent: Agent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': MEDIA.chunkedRequest,
      'content-length': String(body.length),
    };
    const outgoing = httpRequest(url, { method: 'POST', agent, headers }, (incoming) => {
      incoming.on('error', () => undefined);
      incoming.resume();
      if (incoming.statusCode === 200) resolve(incoming);
      else reject(new Error(`status ${incoming.statusCode ?? 0}`));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
