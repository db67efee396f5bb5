/** Clients of HTTP/2 whose heads say one thing and mean another: none of it reaches a gateway. */
import { describe, expect, it } from 'vitest';
import {
  END_HEADERS,
  END_STREAM,
  fields,
  FRAME,
  frame,
  rawHttp2,
} from '../../fakes/http2-client.ts';
import { ASK, ofType, openRelay, question } from './http2-fixture.ts';

describe('a client that lies', () => {
  const line = (...more: (readonly [string, string])[]): Buffer =>
    Buffer.concat([ASK, fields(...more)]);

  it.each([
    ['about its length', line(['content-length', '3'])],
    ['about its length twice', line(['content-length', '8'], ['content-length', '9'])],
    ['with a coding of HTTP/1.1', line(['transfer-encoding', 'chunked'])],
    ['with a name in capitals', line(['X-One', 'a'])],
    ['with a second path', line([':path', '/operator'])],
  ])('%s is refused, and nothing reaches the gateway', async (_, head) => {
    const { port, behind, stillServes } = await openRelay();
    const client = await rawHttp2(port);
    client.socket.write(frame(FRAME.headers, END_HEADERS, 1, head));
    client.socket.write(frame(FRAME.data, END_STREAM, 1, Buffer.from('question')));
    await expect
      .poll(() => ofType(client, FRAME.reset) + ofType(client, FRAME.goaway))
      .toBeGreaterThan(0);
    expect(behind.bodies).toEqual([]);
    expect(await stillServes()).toBe(200);
  });

  it('by a small head that unpacks to a large one (HPACK bomb) is refused that stream', async () => {
    const { port, behind, stillServes } = await openRelay();
    const client = await rawHttp2(port);
    const value = 'y'.repeat(3000);
    // Literal with an index, length 3000 as a seven-bit prefix and two more bytes; then that index, again and again.
    const large = Buffer.concat([
      Buffer.from([0x40, 1, 0x78, 0x7f, 0xb9, 0x16]),
      Buffer.from(value),
    ]);
    const bomb = Buffer.concat([ASK, large, Buffer.alloc(12_000, 0xbe)]);
    client.socket.write(frame(FRAME.headers, END_HEADERS | END_STREAM, 1, bomb));
    await expect
      .poll(() => client.frames.filter(({ stream, type }) => stream === 1 && type === FRAME.reset))
      .toHaveLength(1);
    expect(behind.bodies).toEqual([]);
    expect(await stillServes()).toBe(200);
  });

  it('by a line end in a value gets no line of its own through: the gateway has one head for everybody', async () => {
    const { port, behind } = await openRelay();
    const client = await rawHttp2(port);
    const smuggled = line(['x-one', 'a\r\nx-two: b'], ['cookie', 'who=me']);
    client.socket.write(question(1));
    client.socket.write(frame(FRAME.headers, END_HEADERS, 3, smuggled));
    client.socket.write(frame(FRAME.data, END_STREAM, 3, Buffer.from('question')));
    await expect
      .poll(() => behind.heads)
      .toEqual(Array(2).fill('host connection content-type content-length'));
  });
});
