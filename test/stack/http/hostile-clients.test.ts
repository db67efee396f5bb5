/** Clients that no library makes: byte by byte, half-closed, all at once, or too much. Before a relay and its gateway. */
import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MEDIA } from '../../../lib/ohttp/index.ts';
import { readBody } from '../../../stack/http/call.ts';
import { answer, listen } from '../../../stack/http/server.ts';
import { startRelay, type RelayOptions } from '../../../stack/relay/relay.ts';

/** Stands where a gateway stands, and counts what reaches it. */
async function gateway() {
  const bodies: string[] = [];
  const server = await listen(async (request, response) => {
    if (request.method !== 'POST') return answer(response, 200, 'text/plain', 'ok');
    bodies.push(Buffer.from(await readBody(request, 65_536)).toString('latin1'));
    answer(response, 200, MEDIA.chunkedResponse, `answer ${bodies.length}`);
  });
  onTestFinished(() => server.close());
  return { url: server.url, bodies };
}

async function openRelay(options: Partial<RelayOptions> = {}) {
  const behind = await gateway();
  const relay = await startRelay({
    operator: 'somebody',
    gateways: [{ name: 'one', url: behind.url, logUrl: behind.url }],
    log: () => undefined,
    headersTimeoutMs: 300,
    bodyTimeoutMs: 300,
    ...options,
  });
  onTestFinished(() => relay.close());
  const stillServes = async (): Promise<boolean> => (await fetch(`${relay.url}/operator`)).ok;
  return { port: Number(new URL(relay.url).port), bodies: behind.bodies, stillServes };
}

interface Client {
  readonly socket: Socket;
  /** Everything that the server said until it closed. */
  readonly said: Promise<string>;
}

async function client(port: number): Promise<Client> {
  // Half-open: what the server says last is read although this side has ended.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let text = '';
  socket.setEncoding('latin1').on('data', (piece: string) => (text += piece));
  // A reset is an end as well.
  socket.on('error', () => undefined);
  const said = new Promise<string>((resolve) => {
    socket.once('end', () => socket.end());
    socket.once('close', () => resolve(text));
  });
  await new Promise((resolve) => socket.once('connect', resolve));
  return { socket, said };
}

const head = (...lines: string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const ask = (body: string, connection = 'keep-alive'): string =>
  head(
    'POST /g/one HTTP/1.1',
    'Host: relay.example',
    `Connection: ${connection}`,
    `Content-Type: ${MEDIA.chunkedRequest}`,
    `Content-Length: ${body.length}`,
  ) + body;

/** Says a text one byte at a time, until it is said or the server has had enough. */
async function dripped({ socket }: Client, text: string, everyMs: number): Promise<void> {
  for (const byte of text) {
    if (socket.destroyed || !socket.writable) return;
    socket.write(byte);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

describe('a client that is slow on purpose', () => {
  it('with its head is cut, however steadily it drips, and others are served', async () => {
    const { port, bodies, stillServes } = await openRelay();
    const slow = await client(port);
    const dripping = dripped(slow, ask('question'), 20);
    expect(await stillServes()).toBe(true);
    expect(await slow.said).toMatch(/^HTTP\/1\.1 408 /);
    await dripping;
    expect(bodies).toEqual([]);
  });

  it('and says nothing at all is cut', async () => {
    const { port } = await openRelay();
    const silent = await client(port);
    expect(await silent.said).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('with its second request on a kept connection is cut like with its first', async () => {
    const { port, bodies } = await openRelay();
    const slow = await client(port);
    slow.socket.write(ask('first'));
    await expect.poll(() => bodies).toEqual(['first']);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await dripped(slow, ask('second'), 20);
    expect(await slow.said).toMatch(/answer 1[\s\S]*HTTP\/1\.1 408 /);
    expect(bodies).toEqual(['first']);
  });

  it('with its body is cut, and nothing of it reaches the gateway', async () => {
    const { port, bodies, stillServes } = await openRelay();
    const slow = await client(port);
    const body = 'x'.repeat(200);
    slow.socket.write(ask(body).slice(0, -body.length));
    const dripping = dripped(slow, body, 20);
    expect(await slow.said).not.toContain(' 200 ');
    await dripping;
    expect(bodies).toEqual([]);
    expect(await stillServes()).toBe(true);
  });

  it('is not who was in time while the server itself stood still', async () => {
    const { port, bodies } = await openRelay();
    const punctual = await client(port);
    // The relay takes the connection, then stands still for three times what a head may take.
    await new Promise((resolve) => setTimeout(resolve, 50));
    punctual.socket.write(ask('in time', 'close'));
    const until = performance.now() + 900;
    while (performance.now() < until);
    expect(await punctual.said).toMatch(/^HTTP\/1\.1 200 [\s\S]*answer 1/);
    expect(bodies).toEqual(['in time']);
  });
});

describe('a client that is odd', () => {
  it('and ends its side while it waits has left: the gateway is told, and nothing stays open', async () => {
    let hasLeft = false;
    const behind = await listen(async (request, response) => {
      if (request.method !== 'POST') return answer(response, 200, 'text/plain', 'ok');
      await new Promise<void>((resolve) => response.once('close', resolve));
      hasLeft = true;
    });
    onTestFinished(() => behind.close());
    const { port, stillServes } = await openRelay({
      gateways: [{ name: 'one', url: behind.url, logUrl: behind.url }],
    });
    const half = await client(port);
    half.socket.end(ask('question'));
    expect(await half.said).toBe('');
    await expect.poll(() => hasLeft).toBe(true);
    expect(behind.busy).toBe(0);
    expect(await stillServes()).toBe(true);
  });

  it('and ends its side in the middle of a question has asked nothing', async () => {
    const { port, bodies, stillServes } = await openRelay();
    const half = await client(port);
    half.socket.end(ask('question').slice(0, -3));
    await half.said;
    expect(bodies).toEqual([]);
    expect(await stillServes()).toBe(true);
  });

  it('and sends many questions in one breath gets the answers in their order', async () => {
    const { port, bodies } = await openRelay();
    const eager = await client(port);
    eager.socket.write(ask('one') + ask('two') + ask('three', 'close'));
    const said = await eager.said;
    expect(bodies.toSorted()).toEqual(['one', 'three', 'two']);
    const order = bodies.map((body) => said.indexOf(`answer ${bodies.indexOf(body) + 1}`));
    expect(order.every((at) => at > 0)).toBe(true);
    expect(said.match(/HTTP\/1\.1 200 /g)).toHaveLength(3);
  });

  it('and pipelines beyond its share is refused the rest', async () => {
    const { port, bodies } = await openRelay({ shares: { asksPerMinute: 1, askBurst: 2 } });
    const eager = await client(port);
    eager.socket.write(ask('one') + ask('two') + ask('three') + ask('four', 'close'));
    const statuses = (await eager.said).match(/HTTP\/1\.1 \d+/g);
    expect(statuses).toEqual([200, 200, 429, 429].map((status) => `HTTP/1.1 ${status}`));
    expect(bodies).toHaveLength(2);
  });

  it.each([
    ['two lengths', ['Content-Length: 1', 'Content-Length: 2']],
    ['a length and chunks', ['Content-Length: 3', 'Transfer-Encoding: chunked']],
    ['an unknown coding', ['Transfer-Encoding: smuggled']],
    ['a folded header', ['X-One: a', ' b: c', 'Content-Length: 1']],
    ['a bare line feed in a name', ['X-\nOne: a', 'Content-Length: 1']],
  ])('and lies about lengths is refused, and nothing reaches the gateway: %s', async (_, lines) => {
    const { port, bodies, stillServes } = await openRelay();
    const liar = await client(port);
    const type = `Content-Type: ${MEDIA.chunkedRequest}`;
    liar.socket.write(`${head('POST /g/one HTTP/1.1', 'Host: a', type, ...lines)}0\r\n\r\nGET /`);
    expect(await liar.said).toMatch(/^HTTP\/1\.1 (400|408|415|501) /);
    expect(bodies).toEqual([]);
    expect(await stillServes()).toBe(true);
  });
});

describe('a client that is too much', () => {
  it('in its head is refused', async () => {
    const { port } = await openRelay();
    const large = await client(port);
    large.socket.write(head('GET /operator HTTP/1.1', 'Host: a', `X: ${'y'.repeat(20_000)}`));
    expect(await large.said).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('in its body, in chunks of no announced length, is cut off at the limit', async () => {
    const { port, bodies, stillServes } = await openRelay({ maxRequestBytes: 10_000 });
    const large = await client(port);
    const type = `Content-Type: ${MEDIA.chunkedRequest}`;
    const chunk = `1000\r\n${'z'.repeat(4096)}\r\n`;
    large.socket.write(head('POST /g/one HTTP/1.1', 'Host: a', type, 'Transfer-Encoding: chunked'));
    for (let i = 0; i < 40; i++) large.socket.write(chunk);
    expect(await large.said).toMatch(/^HTTP\/1\.1 413 |^$/);
    expect(bodies).toEqual([]);
    expect(await stillServes()).toBe(true);
  });

  it('in connections is turned away, and who has one keeps it', async () => {
    const { port } = await openRelay({ maxConnections: 5, headersTimeoutMs: 5000 });
    const crowd = await Promise.all(Array.from({ length: 5 }, () => client(port)));
    const late = await client(port);
    expect(await late.said).toBe('');
    const [first] = crowd;
    first?.socket.write(ask('question', 'close'));
    expect(await first?.said).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('in what it leaves unread is cut when its time is over, though the answer was complete', async () => {
    const server = await listen(
      (_, response) => Promise.resolve(answer(response, 200, 'text/plain', Buffer.alloc(5e7))),
      { takeTimeoutMs: 200 },
    );
    onTestFinished(() => server.close());
    const reader = await client(Number(new URL(server.url).port));
    reader.socket.pause().write(head('GET / HTTP/1.1', 'Host: a'));
    await expect.poll(() => server.busy).toBe(1);
    await expect.poll(() => server.busy).toBe(0);
    reader.socket.resume();
    expect((await reader.said).length).toBeLessThan(5e7);
  });

  it('in asks, from one address, costs the gateway no more than the share', async () => {
    const { port, bodies } = await openRelay({ shares: { asksPerMinute: 1, askBurst: 3 } });
    const url = `http://127.0.0.1:${port}/g/one`;
    const headers = { 'content-type': MEDIA.chunkedRequest };
    const flood = Array.from({ length: 60 }, async () => {
      const response = await fetch(url, { method: 'POST', headers, body: 'x' });
      await response.arrayBuffer();
      return response.status;
    });
    const statuses = await Promise.all(flood);
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
    expect(statuses.filter((status) => status === 429)).toHaveLength(57);
    expect(bodies).toHaveLength(3);
  });
});
