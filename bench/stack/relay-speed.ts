/** The relay against a bare Node proxy: the same target, load and connections, by turns in one run. */
import { MEDIA } from '../../lib/ohttp/index.ts';
import { atLeast, atMost, plainRow, type Row } from '../row.ts';
import { startPart } from './child.ts';
import { median } from '../median.ts';
import { latencies, throughput } from './load.ts';

const CONNECTIONS = 32;
const ASK = new Uint8Array(4096).fill(9);

export async function relayRows(quick: boolean): Promise<Row[]> {
  const target = await startPart('target');
  const bare = await startPart('bare-proxy', { target: target.url });
  const relay = await startPart('relay', { target: target.url });
  try {
    const places = [`${bare.url}/ask`, `${relay.url}/g/one`] as const;
    const rates: [number[], number[]] = [[], []];
    const ratios: number[] = [];
    for (let turn = 0; turn <= (quick ? 1 : 40); turn++) {
      const pair: number[] = [];
      for (const url of places) {
        const durationMs = quick ? 500 : 700;
        const load = { url, body: ASK, mediaType: MEDIA.chunkedRequest, durationMs };
        pair.push(await throughput({ ...load, connections: CONNECTIONS }));
      }
      // The first turns warm both up. Short turns, so that whatever else the machine does falls on both.
      if (turn < (quick ? 1 : 4)) continue;
      const [bareRate = 0, relayRate = 0] = pair;
      rates[0].push(bareRate);
      rates[1].push(relayRate);
      ratios.push(relayRate / bareRate);
    }
    const ratio = median(ratios);
    const addedMs = await addedLatency(`${target.url}/ask`, places[1], quick);
    return [
      plainRow('relay: asks a second, bare proxy', median(rates[0]), '/s'),
      plainRow('relay: asks a second', median(rates[1]), '/s'),
      atLeast('relay: throughput against a bare proxy', ratio, 0.7, '×'),
      atMost('relay: median latency it adds', addedMs, 1, 'ms'),
    ];
  } finally {
    await Promise.all([target, bare, relay].map((part) => part.close()));
  }
}

async function addedLatency(directUrl: string, relayUrl: string, quick: boolean): Promise<number> {
  const direct: number[] = [];
  const relayed: number[] = [];
  for (let turn = 0; turn < (quick ? 2 : 8); turn++) {
    const count = quick ? 20 : 150;
    direct.push(...(await latencies(directUrl, ASK, MEDIA.chunkedRequest, count)));
    relayed.push(...(await latencies(relayUrl, ASK, MEDIA.chunkedRequest, count)));
  }
  return median(relayed) - median(direct);
}
