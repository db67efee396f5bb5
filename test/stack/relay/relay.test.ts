import { request as httpRequest } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MEDIA } from '../../../lib/ohttp/index.ts';
import { startRelay, type RelayOptions } from '../../../stack/relay/relay.ts';
import { ask, post, sealAsk, verifyEnclave } from '../../fakes/device.ts';
import { openDesk, until } from '../../fakes/open-desk.ts';

/** A gateway that writes down every byte it is sent, and who sent it. */
async function recordingGateway() {
  const heads: string[] = [];
  const peers: (string | undefined)[] = [];
  const server = createServer((socket: Socket) => {
    peers.push(socket.remoteAddress);
    let text = '';
    socket.on('data', (part) => {
      text += part.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      if (end === -1 || text.length < end + 4 + length) return;
      heads.push(text.slice(0, end));
      const head = `content-type: ${MEDIA.chunkedResponse}\r\ncontent-length: 3\r\nset-cookie: a=b`;
      socket.end(`HTTP/1.1 200 OK\r\n${head}\r\nx-more: 1\r\n\r\nabc`);
    });
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, heads, peers };
}

async function openRelay(gatewayUrl: string, options: Partial<RelayOptions> = {}) {
  const lines: string[] = [];
  const relay = await startRelay({
    operator: 'somebody',
    gateways: [{ name: 'one', url: gatewayUrl, logUrl: gatewayUrl }],
    log: (event) => lines.push(JSON.stringify(event)),
    pairMs: 3_600_000,
    ...options,
  });
  onTestFinished(() => relay.close());
  return { relay, lines, url: relay.url };
}

interface Told {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly from?: string;
  readonly method?: string;
}

/** With the headers that a browser would send, which fetch here would not let us choose. */
function tell(
  url: string,
  { headers = {}, body, from, method = 'POST' }: Told = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  return new Promise((resolve, reject) => {
    // Cut by hand, because a URL parser would take the dots out of a path.
    const [, host, port, path] = /^http:\/\/([^:]+):(\d+)(.*)$/.exec(url) ?? [];
    const address = { host, port, path, ...(from !== undefined && { localAddress: from }) };
    const outgoing = httpRequest({ method, headers, ...address }, (incoming) => {
      let text = '';
      incoming.setEncoding('latin1').on('data', (part: string) => (text += part));
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: text }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

const SEALED = { 'content-type': MEDIA.chunkedRequest };

describe('what the relay sends on', () => {
  it('is the same head for everybody, from its own address', async () => {
    const gateway = await recordingGateway();
    const { url } = await openRelay(gateway.url);
    const body = new Uint8Array(4096).fill(7);
    const first = { 'user-agent': 'one', cookie: 'id=1', origin: 'moz-extension://uuid' };
    const second = {
      'user-agent': 'two',
      'accept-language': 'de',
      'x-forwarded-for': '198.51.100.7',
      via: '1.1 proxy',
      'content-type': `${MEDIA.chunkedRequest}; user=42`,
    };
    await tell(`${url}/g/one`, { headers: { ...SEALED, ...first }, body, from: '127.0.0.8' });
    await tell(`${url}/g/one`, { headers: { ...SEALED, ...second }, body, from: '127.0.0.9' });
    const asks = gateway.heads.filter((head) => head.startsWith('POST'));
    expect(asks).toHaveLength(2);
    expect(asks[0]).toBe(asks[1]);
    const names = asks[0]
      ?.split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]?.toLowerCase());
    expect(names?.sort()).toEqual(['connection', 'content-length', 'content-type', 'host']);
    expect(new Set(gateway.peers)).toEqual(new Set(['127.0.0.1']));
  });

  it('hands back the sealed answer and nothing else that the gateway says', async () => {
    const gateway = await recordingGateway();
    const { url } = await openRelay(gateway.url);
    const answer = await tell(`${url}/g/one`, { headers: SEALED, body: Uint8Array.of(1) });
    expect([answer.status, answer.body]).toEqual([200, 'abc']);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expect(answer.headers).not.toHaveProperty('x-more');
  });

  it('writes down methods, resources, sizes and media types, and nothing a client chose', async () => {
    const gateway = await recordingGateway();
    const { url, lines } = await openRelay(gateway.url);
    const body = new Uint8Array(100).fill(65);
    const headers = { ...SEALED, 'user-agent': 'Alice', cookie: 'name=Alice' };
    await tell(`${url}/g/one`, { headers, body, from: '127.0.0.9' });
    await tell(`${url}/g/one/log/Alice`, { method: 'GET' });
    await tell(`${url}/Alice?name=Alice`, { method: 'GET', headers: { 'content-type': 'Alice' } });
    await tell(`${url}/g/one/evidence?nonce=${'a1'.repeat(20)}`, { method: 'GET' });
    await until(() => lines.length === 4);
    const text = lines.join('\n');
    expect(text).not.toMatch(/alice|127\.0\.0|a1a1|AAAA/i);
    const known = ['event', 'method', 'path', 'status', 'requestType', 'responseType'];
    for (const line of lines) {
      const names = [...line.matchAll(/"(\w+)":/g)].map(([, name]) => name);
      expect(names).toEqual([...known, 'requestBytes', 'responseBytes']);
    }
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      path: '/g/one',
      requestBytes: 100,
      responseType: MEDIA.chunkedResponse,
      responseBytes: 3,
    });
    expect(JSON.parse(lines[2] ?? '')).toMatchObject({ responseType: 'application/problem+json' });
  });
});

describe('what the relay refuses', () => {
  it.each([
    ['POST', '/g/other', SEALED, 404],
    ['POST', '/g/one/keys', SEALED, 405],
    ['POST', '/g/one?to=http://elsewhere', SEALED, 405],
    ['POST', '/g/one', { 'content-type': 'application/json' }, 415],
    ['POST', '/g/one', { 'content-type': MEDIA.request }, 415],
    ['PUT', '/g/one', SEALED, 405],
    ['GET', '/g/one', {}, 405],
    ['GET', '/g/one/../../etc/passwd', {}, 404],
    ['GET', '/g/one/log/%2e%2e/keys', {}, 404],
    ['GET', '/g/one/log/../keys', {}, 404],
    ['GET', '/g/one/log/tile/0/00a', {}, 404],
    ['GET', '/g/one/log/add', {}, 404],
    ['GET', '/g/one/keys?user=1', {}, 404],
    ['GET', '/g/one/evidence', {}, 400],
    ['GET', `/g/one/evidence?nonce=${'0'.repeat(40)}&transcript=00`, {}, 400],
    ['GET', '/http://elsewhere/', {}, 404],
    ['CONNECT', '/g/one', {}, 0],
  ] as const)('%s %s', async (method, path, headers, status) => {
    const gateway = await recordingGateway();
    const { url } = await openRelay(gateway.url);
    const before = gateway.heads.length;
    const answer = await tell(url + path, {
      method,
      headers,
      ...(method === 'POST' && { body: Uint8Array.of(1) }),
    }).catch(() => ({ status: 0 }));
    expect(answer.status).toBe(status);
    expect(gateway.heads.slice(before).filter((head) => head.startsWith('POST'))).toEqual([]);
  });

  it('more than a question can be, before it has read it', async () => {
    const gateway = await recordingGateway();
    const { url } = await openRelay(gateway.url);
    const headers = { ...SEALED, 'content-length': String(20_000_000) };
    const answer = await tell(`${url}/g/one`, { headers, body: new Uint8Array(70_000) }).catch(
      () => undefined,
    );
    if (answer !== undefined) expect(answer.status).toBe(413);
    expect(gateway.heads.filter((head) => head.startsWith('POST'))).toEqual([]);
  });

  it('an answer that is no sealed answer', async () => {
    const { url } = await openRelay('http://127.0.0.1:1');
    const answer = await tell(`${url}/g/one`, { headers: SEALED, body: Uint8Array.of(1) });
    expect([answer.status, answer.body]).toEqual([
      502,
      expect.stringContaining('gateway-unreachable'),
    ]);
  });
});

describe('the pair of keys and transcript', () => {
  it('is the same for everybody until its time is over, also while the gateway has a new one', async () => {
    const { stack, url, enclave, trust } = await openDesk();
    const old = enclave.keys;
    await stack.rotateKey();
    const still = await verifyEnclave(url, trust);
    expect(still.keys).toEqual(old);
    // The evidence fits the pair that is served, and the old key still answers.
    expect((await ask(url, still)).receipt).toMatchObject({ ok: true });
    await stack.refreshPair();
    const next = await verifyEnclave(url, trust);
    expect(next.keys).not.toEqual(old);
    expect((await ask(url, next)).receipt).toMatchObject({ ok: true });
    // A device that sealed to the old key just before is still answered, by a receipt that names that key.
    expect((await ask(url, still)).receipt).toMatchObject({ ok: true });
  });

  it('is refreshed by the clock of the relay, not by who asks', async () => {
    const { stack, url, enclave } = await openDesk({}, { pairMs: 40 });
    await stack.rotateKey();
    const current = async (): Promise<string> => await (await fetch(`${url}/keys`)).text();
    const old = new TextDecoder().decode(enclave.keys);
    for (let i = 0; i < 200 && (await current()) === old; i++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(await current()).not.toBe(old);
  });
});

describe('a sealed answer on its way', () => {
  it('leaves the relay frame by frame, not when it is over', async () => {
    const { url, enclave } = await openDesk({ words: ['one', 'two'] }, { beatMs: 20 });
    const { sealed } = await sealAsk(enclave);
    const response = await post(url, sealed);
    const reader = response.body?.getReader();
    const sizes: number[] = [];
    for (;;) {
      const read = await reader?.read();
      if (read === undefined || read.done) break;
      sizes.push(read.value.length);
    }
    // Response nonce and first frame, then one frame a read: 256 bytes, a tag and a length of two.
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBe(32 + 63 * (256 + 16 + 2) + (256 + 16 + 1));
    expect(sizes.length).toBeGreaterThan(40);
  });
});
