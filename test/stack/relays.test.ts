/** Setting files for relays that others run: each held to what our gateway demands, and the one in TypeScript run. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MEDIA } from '../../lib/ohttp/index.ts';
import { readBody } from '../../stack/http/call.ts';
import { answer, listen } from '../../stack/http/server.ts';
import worker from '../../stack/deploy/relays/worker.ts';
import { ask, verifyEnclave } from '../fakes/device.ts';
import { openDesk } from '../fakes/open-desk.ts';

const FOLDER = join(import.meta.dirname, '../../stack/deploy/relays');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
/** What is a setting and not a remark. */
const settings = (name: string): string => read(name).replaceAll(/^\s*#.*$/gm, '');

type Env = Parameters<typeof worker.fetch>[1];

/** What a service that runs fetch handlers does around one. */
async function serveWorker(env: Env): Promise<string> {
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort());
    const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [
      name,
      String(value),
    ]);
    const parts: Buffer[] = [];
    for await (const part of incoming) if (part instanceof Buffer) parts.push(part);
    const request = new Request(`http://relay.example${incoming.url}`, {
      method: incoming.method ?? 'GET',
      headers,
      signal: gone.signal,
      ...(incoming.method === 'POST' && { body: Buffer.concat(parts) }),
    });
    const response = await worker.fetch(request, env);
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.flushHeaders();
    for await (const piece of response.body ?? []) outgoing.write(piece);
    outgoing.end();
  };
  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}

/** Stands where a gateway stands and keeps what reaches it. */
async function gateway(status = 200, type: string = MEDIA.chunkedResponse) {
  const heads: string[][] = [];
  const server = await listen(async (request, response) => {
    await readBody(request, 1e6);
    heads.push(Object.keys(request.headers));
    answer(response, status, type, 'answer');
  });
  onTestFinished(() => server.close());
  return { url: server.url, heads };
}

const POST = (body: string, type: string = MEDIA.chunkedRequest) => ({
  method: 'POST',
  body,
  headers: { 'content-type': type, cookie: 'who=me', 'user-agent': 'who', 'x-who': 'me' },
});

describe('the worker', () => {
  it('is all that a device needs: it verifies the enclave through it, asks, and its receipt holds', async () => {
    const { stack, trust } = await openDesk({ words: ['at', 'the', 'edge'] });
    const url = await serveWorker({
      GATEWAY: stack.gatewayUrl,
      LOG: stack.ledgerUrl,
      OPERATOR: 'Somebody',
    });
    const enclave = await verifyEnclave(`${url}/g/one`, trust);
    const answered = await ask(`${url}/g/one`, enclave);
    expect(answered.text).toBe('at the edge');
    expect(answered.receipt).toMatchObject({ ok: true });
    const checkpoint = await (await fetch(`${url}/g/one/log/checkpoint`)).text();
    expect(checkpoint.split('\n')[0]).toBe(enclave.transcript.logOrigin);
    expect(await (await fetch(`${url}/operator`)).json()).toEqual({
      version: 1,
      operator: 'Somebody',
    });
  });

  it('passes on nothing of the client but the type, without its parameters', async () => {
    const { url, heads } = await gateway();
    const relay = await serveWorker({ GATEWAY: url, LOG: url, OPERATOR: 'x' });
    const type = `${MEDIA.chunkedRequest}; who=me`;
    const response = await fetch(`${relay}/g/one`, POST('sealed', type));
    expect(await response.text()).toBe('answer');
    // What any client written in JavaScript says there; none of it is this one's.
    const ofTheService = ['accept', 'accept-encoding', 'accept-language', 'sec-fetch-mode'];
    expect(heads.map((names) => names.filter((name) => !ofTheService.includes(name)))).toEqual([
      ['host', 'connection', 'content-type', 'user-agent', 'content-length'],
    ]);
  });

  it.each([
    ['another type', POST('x', 'text/plain'), '/g/one', 415],
    ['more than a question', POST('x'.repeat(65_537)), '/g/one', 413],
    ['another resource', POST('x'), '/g/two', 405],
    ['a query', POST('x'), '/g/one?who=me', 405],
    ['evidence without a nonce', {}, '/g/one/evidence?nonce=1', 400],
    ['a path of the gateway’s own', {}, '/g/one/metrics', 404],
    ['a path out of the log', {}, '/g/one/log/..%2fprivate', 404],
  ])('refuses %s, and the gateway hears nothing of it', async (_, request, path, status) => {
    const { url, heads } = await gateway();
    const relay = await serveWorker({ GATEWAY: url, LOG: url, OPERATOR: 'x' });
    expect((await fetch(`${relay}${path}`, request)).status).toBe(status);
    expect(heads).toEqual([]);
  });

  it('takes no page for an answer', async () => {
    const { url } = await gateway(200, 'text/html');
    const relay = await serveWorker({ GATEWAY: url, LOG: url, OPERATOR: 'x' });
    expect((await fetch(`${relay}/g/one`, POST('sealed'))).status).toBe(502);
  });
});

interface Directive {
  readonly words: readonly string[];
  readonly inner?: readonly Directive[];
}

/** nginx's own grammar: words, then `;` or a block. Throws at anything else. */
function nginx(text: string): Directive[] {
  const tokens = text.match(/"[^"]*"|'[^']*'|[{};]|[^\s{};]+/g) ?? [];
  const block = (isTop: boolean): Directive[] => {
    const found: Directive[] = [];
    let words: string[] = [];
    for (let token = tokens.shift(); token !== '}' || isTop; token = tokens.shift()) {
      if (token === undefined && isTop && words.length === 0) return found;
      if (token === undefined || token === '}') throw new Error(`ends within ${words.join(' ')}`);
      if (token !== ';' && token !== '{') words.push(token);
      else if (words.length === 0) throw new Error(`${token} without a word`);
      else {
        found.push({ words, ...(token === '{' && { inner: block(false) }) });
        words = [];
      }
    }
    if (words.length > 0) throw new Error(`${words.join(' ')} without an end`);
    return found;
  };
  return block(true);
}

const named = (list: readonly Directive[] = [], name: string): string[] =>
  list.filter(({ words: [first] }) => first === name).map(({ words }) => words.slice(1).join(' '));

describe('nginx.conf', () => {
  const server = nginx(settings('nginx.conf')).find(
    ({ words: [name] }) => name === 'server',
  )?.inner;
  const locations = (server ?? []).filter(({ words: [name] }) => name === 'location');

  it('passes no field of the client’s on, and holds the gateway to its name', () => {
    expect(named(server, 'proxy_pass_request_headers')).toEqual(['off']);
    expect(named(server, 'proxy_ssl_verify')).toEqual(['on']);
    expect(named(server, 'proxy_ssl_name')).toEqual(['gateway.example']);
    expect(named(server, 'proxy_next_upstream')).toEqual(['off']);
    for (const { inner } of locations) {
      // One of these in a location takes all inherited ones off.
      const fields = named(inner, 'proxy_set_header');
      if (fields.length === 0) continue;
      expect(fields).toContain('Connection ""');
      expect(fields.some((field) => /^Host (?:gateway|log)\.example$/.test(field))).toBe(true);
    }
  });

  it('writes no address down: neither in its log nor in its complaints', () => {
    const [format] = named(nginx(settings('nginx.conf')), 'log_format');
    expect(format).toBe("nobody '$time_iso8601 $request_method $status $body_bytes_sent'");
    expect(named(server, 'access_log')).toEqual(['/var/log/nginx/relay.log nobody']);
    expect(named(server, 'error_log')).toEqual(['/var/log/nginx/relay-error.log emerg']);
  });

  it('sends asks to /ask, unbuffered, no larger than a question and in memory', () => {
    const one = locations.find(({ words }) => words.join(' ') === 'location = /g/one')?.inner;
    expect(named(one, 'proxy_pass')).toEqual(['https://gateway/ask']);
    expect(named(one, 'proxy_buffering')).toEqual(['off']);
    expect(named(one, 'client_max_body_size')).toEqual(['64k']);
    expect(named(one, 'client_body_buffer_size')).toEqual(['64k']);
  });

  it.each(['server {', 'a b', 'a { b; } }', ';', 'a { ; }'])('is not read as “%s” is', (broken) => {
    expect(() => nginx(broken)).toThrow();
  });
});

describe('the other files', () => {
  it('are all there, each for one gateway, and named in the table', () => {
    const names = readdirSync(FOLDER).filter((name) => name !== 'README.md');
    expect(names.sort()).toEqual(
      ['Caddyfile', 'haproxy.cfg', 'managed.json', 'nginx.conf', 'ohttp-relay.env'].concat(
        ...['worker.ts', 'wrangler.json'],
      ),
    );
    for (const name of names.filter((one) => one !== 'worker.ts')) {
      expect(settings(name)).toContain('gateway.example');
      expect(read('README.md')).toContain(name === 'wrangler.json' ? '`.json`' : `\`${name}\``);
    }
  });

  it('take every field of the client’s off before they set their own', () => {
    const lines = settings('haproxy.cfg')
      .split('\n')
      .map((line) => line.trim());
    const at = lines.indexOf('http-request del-header .* -m reg');
    expect(at).toBeGreaterThan(0);
    const later = lines.slice(at + 1).filter((line) => line.startsWith('http-request'));
    expect(later).toEqual([
      'http-request set-header host gateway.example',
      'http-request set-header content-type %[var(txn.type)]',
    ]);
    expect(lines.some((line) => /^(?:log|option httplog|option tcplog)\b/.test(line))).toBe(false);
    const caddy = [...settings('Caddyfile').matchAll(/header_up (.+)/g)].map(([, rest]) => rest);
    expect(caddy).toEqual([
      '-*',
      'Host gateway.example',
      'Content-Type {http.request.header.Content-Type}',
    ]);
    expect(settings('Caddyfile')).not.toMatch(/^\s*log\b/m);
  });

  it('give the worker the settings that it reads, and no log', () => {
    const { vars, main, observability }: Record<string, unknown> = { ...parsed('wrangler.json') };
    expect(main).toBe('worker.ts');
    expect(observability).toEqual({ enabled: false });
    expect(vars).toEqual({
      GATEWAY: 'https://gateway.example',
      LOG: 'https://log.example/sotto',
      OPERATOR: 'Example Relay Association',
    } satisfies Env);
  });

  it('say what our gateway takes to those who run relays for others', () => {
    expect(parsed('managed.json')).toMatchObject({
      gateway: {
        requestMediaTypes: [MEDIA.chunkedRequest, MEDIA.request],
        responseMediaTypes: [MEDIA.chunkedResponse, MEDIA.response, 'application/problem+json'],
        maxRequestBytes: 65_536,
        retry: false,
        addedFields: [],
      },
    });
  });
});

function parsed(name: string): object {
  const json: unknown = JSON.parse(read(name));
  if (typeof json !== 'object' || json === null) throw new Error(`${name} is no object`);
  return json;
}
