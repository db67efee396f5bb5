/** Whoever reads slowly is not read ahead for: neither a relay's client by the relay, nor a model by its gateway. */
import { createServer, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MEDIA } from '../../lib/ohttp/index.ts';
import { startRelay } from '../../stack/relay/relay.ts';
import { post, sealAsk } from '../fakes/device.ts';
import { openDesk } from '../fakes/open-desk.ts';

/** More than all the buffers of a kernel hold between two programs. */
const MANY_BYTES = 96 * 1_048_576;

interface Talker {
  readonly url: string;
  /** How much of what it has to say was taken from it. */
  readonly saidBytes: () => number;
  readonly isOver: () => boolean;
}

/** Says a piece again and again, as fast as it is taken. */
async function talker(type: string, piece: string): Promise<Talker> {
  let [said, over] = [0, false];
  const talk = (response: ServerResponse): void => {
    while (said < MANY_BYTES && !response.destroyed) {
      said += piece.length;
      if (!response.write(piece)) return void response.once('drain', () => talk(response));
    }
    response.end();
  };
  const server = createServer((request, response) => {
    if (request.method !== 'POST') return void response.end('{"data":[{"id":"endless"}]}');
    response.once('close', () => (over = true));
    request.resume().once('end', () => {
      response.writeHead(200, { 'content-type': type });
      talk(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, saidBytes: () => said, isOver: () => over };
}

/** Waits until nothing more is taken: the same count so many times in turn. */
async function stalled({ saidBytes }: Talker): Promise<number> {
  let [last, same] = [-1, 0];
  await expect
    .poll(() => {
      same = saidBytes() === last ? same + 1 : 0;
      last = saidBytes();
      return same;
    })
    .toBeGreaterThan(15);
  return last;
}

describe('a client that does not read', () => {
  it('stops the gateway behind the relay, and gets everything once it reads', async () => {
    const gateway = await talker(MEDIA.chunkedResponse, 'x'.repeat(65_536));
    const relay = await startRelay({
      operator: 'somebody',
      gateways: [{ name: 'one', url: gateway.url, logUrl: gateway.url }],
      log: () => undefined,
      limits: { maxResponseBytes: 2 * MANY_BYTES },
    });
    onTestFinished(() => relay.close());
    const socket = connect(Number(new URL(relay.url).port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    let received = 0;
    socket.on('data', (part: Buffer) => (received += part.length)).pause();
    socket.write(
      `POST /g/one HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: ${MEDIA.chunkedRequest}\r\nContent-Length: 1\r\n\r\nx`,
    );
    await expect.poll(gateway.saidBytes).toBeGreaterThan(0);
    expect(await stalled(gateway)).toBeLessThan(MANY_BYTES);
    expect(gateway.isOver()).toBe(false);
    socket.resume();
    await expect.poll(() => received).toBeGreaterThan(MANY_BYTES);
  });
});

describe('an answer that leaves by the beat', () => {
  it('reads its model no further than the next frames need, and stops it when the device is gone', async () => {
    const delta = {
      choices: [{ index: 0, delta: { content: ' w'.repeat(500) }, finish_reason: null }],
    };
    const model = await talker('text/event-stream', `data: ${JSON.stringify(delta)}\n\n`);
    const { url, enclave } = await openDesk({}, { modelUrl: `${model.url}/v1`, beatMs: 3_600_000 });
    const { sealed } = await sealAsk(enclave);
    const response = await post(url, sealed);
    expect(response.status).toBe(200);
    expect(await stalled(model)).toBeLessThan(MANY_BYTES);
    expect(model.isOver()).toBe(false);
    await response.body?.cancel();
    await expect.poll(model.isOver).toBe(true);
  });
});
