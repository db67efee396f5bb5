/** The relay as its operator sees it: HTTP/2, shares, health, metrics, the watch over a gateway, and its end. */
import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MEDIA } from '../../../lib/ohttp/index.ts';
import { listen, answer } from '../../../stack/http/server.ts';
import { startRelay, type RelayOptions } from '../../../stack/relay/relay.ts';
import { ask, verifyEnclave } from '../../fakes/device.ts';
import { openDesk, until } from '../../fakes/open-desk.ts';
import { selfSigned } from '../self-signed.ts';

/** A gateway that answers when it is told to. */
async function slowGateway() {
  const waiting: (() => void)[] = [];
  const server = await listen(async (request, response) => {
    if (request.method !== 'POST') return answer(response, 200, 'text/plain', 'ok');
    response.writeHead(200, { 'content-type': MEDIA.chunkedResponse });
    response.write(Buffer.from('begun '));
    await new Promise<void>((resolve) => waiting.push(resolve));
    response.end('ended');
  });
  onTestFinished(() => server.close());
  return { url: server.url, waiting, release: () => waiting.splice(0).forEach((go) => go()) };
}

async function openRelay(gatewayUrl: string, options: Partial<RelayOptions> = {}) {
  const lines: string[] = [];
  const relay = await startRelay({
    operator: 'somebody',
    gateways: [{ name: 'one', url: gatewayUrl, logUrl: gatewayUrl }],
    log: (event) => lines.push(JSON.stringify(event)),
    admin: { port: 0 },
    ...options,
  });
  onTestFinished(() => relay.close());
  return { relay, lines };
}

const SEALED = { method: 'POST', headers: { 'content-type': MEDIA.chunkedRequest }, body: 'x' };

describe('over TLS', () => {
  it('a browser’s asks share one HTTP/2 connection, more than six at once', async () => {
    const gateway = await slowGateway();
    const { certificate, key } = selfSigned();
    const tls = { certificate, key, hasHttp2: true };
    const { relay } = await openRelay(gateway.url, { tls });
    const session = connect(relay.url, { rejectUnauthorized: false });
    onTestFinished(() => session.destroy());
    const answers = Array.from({ length: 12 }, () => {
      const stream = session.request({
        ':method': 'POST',
        ':path': '/g/one',
        'content-type': MEDIA.chunkedRequest,
      });
      stream.end('x');
      return new Promise<string>((resolve, reject) => {
        let text = '';
        stream.setEncoding('utf8').on('data', (part: string) => (text += part));
        stream.once('end', () => resolve(text));
        stream.once('error', reject);
      });
    });
    await until(() => gateway.waiting.length === 12);
    gateway.release();
    expect(await Promise.all(answers)).toEqual(Array.from({ length: 12 }, () => 'begun ended'));
  });

  it('a cut answer is a stream reset with an error, which no browser takes for an end', async () => {
    const server = await listen(async (_, response) => {
      response.writeHead(200, { 'content-type': MEDIA.chunkedResponse });
      response.write(Buffer.from('a part'));
      setTimeout(() => response.destroy(), 50);
    });
    onTestFinished(() => server.close());
    const { certificate, key } = selfSigned();
    const { relay } = await openRelay(server.url, { tls: { certificate, key, hasHttp2: true } });
    const session = connect(relay.url, { rejectUnauthorized: false });
    onTestFinished(() => session.destroy());
    const stream = session.request({
      ':method': 'POST',
      ':path': '/g/one',
      'content-type': MEDIA.chunkedRequest,
    });
    stream.end('x');
    stream.resume();
    const code = await new Promise((resolve) => {
      stream.once('error', () => undefined);
      stream.once('close', () => resolve(stream.rstCode));
    });
    expect(code).toBe(2);
  });
});

describe('shares', () => {
  it('are refused beyond with 429 and a time, and reading has a share of its own', async () => {
    const gateway = await slowGateway();
    const { relay } = await openRelay(gateway.url, { shares: { askBurst: 2, asksPerMinute: 1 } });
    const asks = [1, 2].map(() => fetch(`${relay.url}/g/one`, SEALED));
    await until(() => gateway.waiting.length === 2);
    const third = await fetch(`${relay.url}/g/one`, SEALED);
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '30']);
    expect((await fetch(`${relay.url}/operator`)).status).toBe(200);
    gateway.release();
    for (const one of await Promise.all(asks)) expect(await one.text()).toBe('begun ended');
  });

  it('of all together end at the number of answers that this relay carries', async () => {
    const gateway = await slowGateway();
    const { relay } = await openRelay(gateway.url, { shares: { maxAnswers: 1 } });
    const first = await fetch(`${relay.url}/g/one`, SEALED);
    expect((await fetch(`${relay.url}/g/one`, SEALED)).status).toBe(503);
    gateway.release();
    expect(await first.text()).toBe('begun ended');
    expect((await fetch(`${relay.url}/g/one`, { ...SEALED, body: '' })).status).toBe(400);
  });
});

describe('health and metrics', () => {
  it('tell of the relay, and nothing of a person', async () => {
    const { stack, url, enclave } = await openDesk();
    const { relay } = await openRelay(stack.gatewayUrl);
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${relay.url}/metrics`)).status).toBe(404);
    await ask(`${relay.url}/g/one`, enclave, { padding: 'none' });
    await fetch(`${relay.url}/g/one/keys`, { headers: { 'user-agent': 'Alice' } });
    await fetch(`${relay.url}/Alice?Alice`);
    const metrics = await (await fetch(`${relay.adminUrl ?? ''}/metrics`)).text();
    expect(metrics).toContain(
      'sotto_relay_requests_total{method="POST",gateway="one",resource="ask",status="200",code="none"} 1',
    );
    expect(metrics).toContain('sotto_relay_gateway_up{gateway="one"} 1');
    expect(metrics).not.toMatch(/alice|127\.0\.0|message\//i);
    expect(url).toContain('/g/');
  });

  it('without a single copy of keys it is alive and not ready', async () => {
    const { relay } = await openRelay('http://127.0.0.1:1');
    expect((await fetch(`${relay.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(503);
  });
});

describe('the log', () => {
  it('holds no address, header, query, path or body, whatever a client sends', async () => {
    const gateway = await slowGateway();
    const { relay, lines } = await openRelay(gateway.url, { shares: { askBurst: 1e6 } });
    const token = fc.stringMatching(/^[a-z]{12}$/).map((word) => `zq${word}`);
    await fc.assert(
      fc.asyncProperty(token, fc.constantFrom('GET', 'POST', 'PUT'), async (word, method) => {
        const from = lines.length;
        await fetch(`${relay.url}/g/one/${word}?${word}=${word}`, {
          method,
          headers: { [word]: word, 'user-agent': word, 'content-type': `text/${word}` },
          ...(method !== 'GET' && { body: word }),
        });
        await until(() => lines.length > from);
        const text = lines.slice(from).join('');
        expect(text).not.toContain(word);
        expect(text).not.toMatch(/127\.0\.0\.1|::1/);
      }),
      { numRuns: 25 },
    );
  });
});

describe('a restarted gateway', () => {
  it('is usable again by everybody as soon as the relay’s own watch has seen it', async () => {
    const first = await openDesk({ words: ['before'] });
    const second = await openDesk({ words: ['after'] });
    let target = first.stack.gatewayUrl;
    // One address, behind it first one run of a gateway and then another with other keys.
    const address = await listen(async (request, response) => {
      const forwarded = await fetch(`${target}${request.url ?? ''}`);
      const type = forwarded.headers.get('content-type') ?? '';
      answer(response, forwarded.status, type, new Uint8Array(await forwarded.arrayBuffer()));
    });
    onTestFinished(() => address.close());
    const { relay } = await openRelay(address.url, { watchMs: 20, pairMs: 3_600_000 });
    const keysNow = async (): Promise<string> =>
      await (await fetch(`${relay.url}/g/one/keys`)).text();
    const before = await keysNow();
    target = second.stack.gatewayUrl;
    let now = before;
    await expect.poll(async () => (now = await keysNow()), { timeout: 10_000 }).not.toBe(before);
    const enclave = await verifyEnclave(`${relay.url}/g/one`, second.trust);
    expect(new TextDecoder().decode(enclave.keys)).toBe(now);
    // Only once in a copy's time: a gateway cannot hand out key after key by forgetting.
    target = first.stack.gatewayUrl;
    const evidence = await fetch(`${relay.url}/g/one/evidence?nonce=${'0'.repeat(40)}`);
    expect(evidence.status).toBe(503);
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(await keysNow()).toBe(now);
  });
});

describe('the end', () => {
  it('lets every answer under way finish and takes no new one', async () => {
    const gateway = await slowGateway();
    const { relay } = await openRelay(gateway.url);
    const open = await Promise.all([1, 2, 3].map(() => fetch(`${relay.url}/g/one`, SEALED)));
    const ended = relay.drain(50, 10_000);
    expect((await fetch(`${relay.url}/readyz`)).status).toBe(503);
    await expect.poll(async () => (await fetch(`${relay.url}/operator`)).status).toBe(503);
    const refused = await fetch(`${relay.url}/g/one`, SEALED);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.headers.get('connection')).toBe('close');
    gateway.release();
    for (const one of open) expect(await one.text()).toBe('begun ended');
    await ended;
    await expect(fetch(`${relay.url}/operator`)).rejects.toThrow();
  });

  it('does not wait for those who came after it began', async () => {
    const gateway = await slowGateway();
    const { relay } = await openRelay(gateway.url);
    const open = await fetch(`${relay.url}/g/one`, SEALED);
    const ended = relay.drain(0, 60_000);
    // Connects, asks half a question and stays.
    const { hostname, port } = new URL(relay.url);
    const late = connectSocket(Number(port), hostname);
    onTestFinished(() => void late.destroy());
    late.on('error', () => undefined);
    late.write('POST /g/one HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345');
    await new Promise((resolve) => late.once('data', resolve));
    gateway.release();
    expect(await open.text()).toBe('begun ended');
    await ended;
  });

  it('is over when the grace is, whoever still hangs on', async () => {
    const gateway = await slowGateway();
    const { relay } = await openRelay(gateway.url);
    const open = await fetch(`${relay.url}/g/one`, SEALED);
    await relay.drain(0, 50);
    await expect(open.text()).rejects.toThrow();
  });
});
