/** Load from one process: so many connections, each asking again as soon as it was answered. */
import { Agent, request as httpRequest } from 'node:http';

export interface Answered {
  readonly status: number;
  readonly bytes: number;
}

/** Posts and reads to the end, keeping nothing of it. */
export function post(
  url: string,
  body: Uint8Array,
  mediaType: string,
  agent: Agent,
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': mediaType, 'content-length': String(body.length) };
    const outgoing = httpRequest(url, { method: 'POST', agent, headers }, (incoming) => {
      let bytes = 0;
      incoming.on('data', (piece: Uint8Array) => (bytes += piece.length));
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, bytes }));
      incoming.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

export interface Load {
  readonly url: string;
  readonly body: Uint8Array;
  readonly mediaType: string;
  readonly connections: number;
  readonly durationMs: number;
}

/** Answers a second. Throws when one was not 200. */
export async function throughput({
  url,
  body,
  mediaType,
  connections,
  durationMs,
}: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const end = performance.now() + durationMs;
  let count = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        const { status } = await post(url, body, mediaType, agent);
        if (status !== 200) throw new Error(`status ${status}`);
        count++;
      }
    }),
  );
  agent.destroy();
  return (count / (performance.now() - startedAt)) * 1000;
}

/** Milliseconds of single asks, one after the other. */
export async function latencies(
  url: string,
  body: Uint8Array,
  mediaType: string,
  count: number,
): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const took: number[] = [];
  for (let i = 0; i < count; i++) {
    const startedAt = performance.now();
    await post(url, body, mediaType, agent);
    took.push(performance.now() - startedAt);
  }
  agent.destroy();
  return took;
}
