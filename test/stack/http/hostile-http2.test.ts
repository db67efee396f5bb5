/**
 * Clients of HTTP/2 that no library makes, before a relay and its gateway: what the protocol lets one peer cost the other.
 * Whatever they do, others are answered, the gateway sees no more than their share, and nothing of them stays open.
 */
import { connect as connectSocket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  END_HEADERS,
  END_STREAM,
  fields,
  FRAME,
  frame,
  rawHttp2,
} from '../../fakes/http2-client.ts';
import { ASK, CANCEL, many, ofType, openRelay, question } from './http2-fixture.ts';

describe('a flood of', () => {
  it('questions taken back at once (rapid reset) ends the connection, and costs the gateway one share', async () => {
    const { port, behind, stillServes, openAnswers } = await openRelay();
    const client = await rawHttp2(port);
    await client.flood(
      (round) =>
        many(100, (index) => {
          const stream = 1 + 2 * (round * 100 + index);
          return Buffer.concat([question(stream), frame(FRAME.reset, 0, stream, CANCEL)]);
        }),
      20,
    );
    await client.closed;
    expect(behind.bodies.length).toBeLessThanOrEqual(40);
    expect(await stillServes()).toBe(200);
    await expect.poll(openAnswers).toBe(0);
    await expect.poll(() => behind.server.busy).toBe(0);
  });

  it.each([
    ['pings', frame(FRAME.ping, 0, 0, Buffer.alloc(8))],
    ['settings', frame(FRAME.settings, 0, 0, Buffer.from([0, 3, 0, 0, 0, 9]))],
  ])('%s whose answers nobody reads ends the connection', async (_, one) => {
    const { port, stillServes } = await openRelay();
    const client = await rawHttp2(port);
    client.socket.pause();
    const piece = many(1000, () => one);
    await client.flood(() => piece, 3000);
    client.socket.resume();
    await client.closed;
    expect(await stillServes()).toBe(200);
  });

  it.each([
    ['with fields', fields(['x'.repeat(20), 'y'.repeat(100)])],
    ['of nothing', Buffer.alloc(0)],
  ])('continuations %s, for a head that never ends, ends the connection', async (_, payload) => {
    const { port, behind, stillServes } = await openRelay({ headersTimeoutMs: 20_000 });
    const client = await rawHttp2(port);
    client.socket.write(frame(FRAME.headers, 0, 1, ASK));
    const piece = many(100, () => frame(FRAME.continuation, 0, 1, payload));
    await client.flood(() => piece, 1000);
    await client.closed;
    expect(behind.bodies).toEqual([]);
    expect(await stillServes()).toBe(200);
  });

  it('empty pieces of a question ends in a refusal, and nothing reaches the gateway', async () => {
    const { port, behind, stillServes, openAnswers } = await openRelay();
    const client = await rawHttp2(port);
    client.socket.write(frame(FRAME.headers, END_HEADERS, 1, ASK));
    const piece = many(100, () => frame(FRAME.data, 0, 1));
    await client.flood(() => piece, 1000);
    await client.closed;
    expect(behind.bodies).toEqual([]);
    expect(await stillServes()).toBe(200);
    await expect.poll(openAnswers).toBe(0);
  });

  it('questions at once beyond what one connection may have open is refused stream by stream', async () => {
    const { port, behind, stillServes } = await openRelay();
    const client = await rawHttp2(port);
    client.socket.write(many(150, (index) => question(1 + 2 * index)));
    await expect.poll(() => ofType(client, FRAME.reset)).toBeGreaterThanOrEqual(50);
    expect(behind.bodies.length).toBeLessThanOrEqual(40);
    expect(await stillServes()).toBe(200);
  });
});

describe('a client that reads', () => {
  const NO_WINDOW = Buffer.from([0, 4, 0, 0, 0, 0]);

  it('nothing (a window of zero) is cut, its answers are given up, and the gateway is told', async () => {
    const { port, behind, stillServes, openAnswers } = await openRelay();
    const client = await rawHttp2(port, NO_WINDOW);
    client.socket.write(many(10, (index) => question(1 + 2 * index)));
    await expect.poll(() => behind.bodies.length).toBe(10);
    expect(await stillServes()).toBe(200);
    await expect.poll(() => ofType(client, FRAME.reset)).toBe(10);
    await expect.poll(openAnswers).toBe(0);
    await expect.poll(() => behind.server.busy).toBe(0);
  });

  it('nothing of a short answer, pinging on, is cut as well', async () => {
    const { port } = await openRelay();
    const client = await rawHttp2(port, NO_WINDOW);
    const head = fields([':method', 'GET'], [':scheme', 'https'], [':path', '/operator']);
    client.socket.write(frame(FRAME.headers, END_HEADERS | END_STREAM, 1, head));
    const pinging = setInterval(
      () => client.socket.write(frame(FRAME.ping, 0, 0, Buffer.alloc(8))),
      50,
    );
    await expect.poll(() => ofType(client, FRAME.reset)).toBe(1);
    await client.closed;
    clearInterval(pinging);
  });
});

describe('a client that stops', () => {
  it.each([
    ['after its connection', (port: number) => connectSocket(port, '127.0.0.1')],
    [
      'after its handshake',
      (port: number) =>
        connectTls({ port, host: '127.0.0.1', ALPNProtocols: ['h2'], rejectUnauthorized: false }),
    ],
  ])('%s is cut', async (_, connect) => {
    const { port, stillServes } = await openRelay();
    const socket = connect(port);
    onTestFinished(() => void socket.destroy());
    socket.on('error', () => undefined).resume();
    await new Promise((resolve) => socket.once('close', resolve));
    expect(await stillServes()).toBe(200);
  });

  it('in the middle of its head is cut, however it pings', async () => {
    const { port, stillServes } = await openRelay();
    const client = await rawHttp2(port);
    await expect.poll(() => ofType(client, FRAME.settings)).toBeGreaterThan(0);
    client.socket.write(frame(FRAME.ping, 0, 0, Buffer.alloc(8)));
    client.socket.write(frame(FRAME.headers, 0, 1, ASK));
    await client.closed;
    expect(await stillServes()).toBe(200);
  });

  it('in the middle of its question is refused, and nothing of it reaches the gateway', async () => {
    const { port, behind, openAnswers } = await openRelay();
    const client = await rawHttp2(port);
    client.socket.write(frame(FRAME.headers, END_HEADERS, 1, ASK));
    client.socket.write(frame(FRAME.data, 0, 1, Buffer.from('ques')));
    await expect.poll(() => ofType(client, FRAME.reset)).toBe(1);
    expect(behind.bodies).toEqual([]);
    await expect.poll(openAnswers).toBe(0);
  });

  it('by taking its question back half-said has asked nothing, and one that leaves is not waited for', async () => {
    const { port, behind, openAnswers } = await openRelay();
    const client = await rawHttp2(port);
    client.socket.write(frame(FRAME.headers, END_HEADERS, 1, ASK));
    client.socket.write(frame(FRAME.data, 0, 1, Buffer.from('ques')));
    client.socket.write(frame(FRAME.reset, 0, 1, CANCEL));
    client.socket.write(question(3));
    await expect.poll(() => behind.bodies).toEqual(['question']);
    client.socket.destroy();
    await expect.poll(openAnswers).toBe(0);
  });

  it('does not keep the relay from ending', async () => {
    const { relay, port } = await openRelay({ headersTimeoutMs: 60_000 });
    const socket = connectSocket(port, '127.0.0.1');
    socket.on('error', () => undefined).resume();
    const cut = new Promise((resolve) => socket.once('close', resolve));
    const client = await rawHttp2(port);
    client.socket.write(frame(FRAME.headers, 0, 1, ASK));
    await relay.drain(0, 5000);
    await Promise.all([cut, client.closed]);
    expect(client.socket.destroyed).toBe(true);
  });
});
