/** The set as several gateways use it: over the network, where answers get lost, and where strangers come too. */
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { toBase64Url } from '../../../lib/bytes/index.ts';
import { RemoteSpentSet, type SpentId } from '../../../stack/spent/index.ts';
import { startSpent } from '../../../stack/spent/start-spent.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';
import { hash } from './hash.ts';

const TOKEN = 'a secret of the gateways';
const credit = (name: string): SpentId => ({ id: hash(name), keyNumber: 1 });

async function open(): Promise<{ url: string; folder: string }> {
  const folder = join(await temporaryFolder(), 'spent');
  const spent = await startSpent({ folder, token: TOKEN });
  onTestFinished(() => spent.close());
  return { url: spent.url, folder };
}

/** Passes requests on and loses as many answers to a path as it is told to. */
async function losing(target: string, path: string, lose: { left: number }): Promise<string> {
  const server: Server = createServer((incoming, outgoing) => {
    const { method, headers, url = '' } = incoming;
    const onward = httpRequest(new URL(url, target), { method, headers }, (answer) => {
      if (url === path && lose.left > 0) {
        lose.left--;
        answer.resume().on('end', () => outgoing.destroy());
        return;
      }
      outgoing.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const at = server.address();
  return `http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`;
}

function post(url: string, path: string, body: string, token = TOKEN): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return fetch(`${url}${path}`, { method: 'POST', headers, body });
}

describe('a spent set that gateways share', () => {
  it('takes a credit once, whichever gateway it comes to', async () => {
    const { url } = await open();
    const [one, other] = [new RemoteSpentSet(url, TOKEN), new RemoteSpentSet(url, TOKEN)];
    expect(await one.begin(hash('a'), [credit('1')])).toBe('new');
    expect(await other.begin(hash('b'), [credit('1')])).toBe('refused');
    expect(await other.begin(hash('a'), [credit('1')])).toBe('running');
    await one.pause(hash('a'));
    expect(await other.begin(hash('a'), [credit('1')])).toBe('again');
    await other.end(hash('a'), 'spent');
    expect(await one.begin(hash('a'), [credit('1')])).toBe('refused');
  });

  it('asks again when an answer got lost, and is told the same', async () => {
    const { url } = await open();
    const lose = { left: 2 };
    const set = new RemoteSpentSet(await losing(url, '/begin', lose), TOKEN);
    expect(await set.begin(hash('a'), [credit('1')])).toBe('new');
    expect(lose.left).toBe(0);
    expect(await set.begin(hash('b'), [credit('1')])).toBe('refused');
  });

  it('undoes a lock that nobody was told of, so that the credits of its ask pay for the next', async () => {
    const { url } = await open();
    const set = new RemoteSpentSet(await losing(url, '/begin', { left: 3 }), TOKEN);
    onTestFinished(() => set.close());
    await expect(set.begin(hash('a'), [credit('1')])).rejects.toThrow(/spent-set-unreachable/);
    const direct = new RemoteSpentSet(url, TOKEN);
    await expect
      .poll(() => direct.begin(hash('b'), [credit('1')]), { timeout: 20_000 })
      .toBe('new');
  });

  it('never takes silence for a yes', async () => {
    const { url } = await open();
    const mute = new RemoteSpentSet(await losing(url, '/begin', { left: 1000 }), TOKEN);
    onTestFinished(() => mute.close());
    await expect(mute.begin(hash('a'), [credit('1')])).rejects.toThrow(/spent-set-unreachable/);
    const stranger = new RemoteSpentSet(url, 'another secret');
    onTestFinished(() => stranger.close());
    await expect(stranger.begin(hash('b'), [credit('2')])).rejects.toThrow(/spent-set-unreachable/);
    const nobody = new RemoteSpentSet('http://127.0.0.1:9', TOKEN);
    onTestFinished(() => nobody.close());
    await expect(nobody.end(hash('b'), 'spent')).rejects.toThrow(/spent-set-unreachable/);
  });

  it('is one process for one folder', async () => {
    const { folder } = await open();
    await expect(startSpent({ folder, token: TOKEN })).rejects.toThrow(/locked|folder/);
  });
});

describe('its HTTP surface', () => {
  const ask = toBase64Url(hash('a'));
  const run = 'A'.repeat(22);
  const good = { ask, ids: [{ id: toBase64Url(hash('1')), keyNumber: 1 }], run };

  it.each([
    ['no JSON', '/begin', 'begin', 400],
    ['another form', '/begin', JSON.stringify({ ...good, more: 1 }), 400],
    ['a short hash', '/begin', JSON.stringify({ ...good, ask: 'AAAA' }), 400],
    [
      'a hash with stray bits',
      '/end',
      JSON.stringify({ ask: `${'A'.repeat(42)}B`, ending: 'freed' }),
      400,
    ],
    [
      'a negative key',
      '/begin',
      JSON.stringify({ ...good, ids: [{ ...good.ids[0], keyNumber: -1 }] }),
      400,
    ],
    [
      'too many credits',
      '/begin',
      JSON.stringify({ ...good, ids: Array(65).fill(good.ids[0]) }),
      400,
    ],
    ['an ending that is none', '/end', JSON.stringify({ ask, ending: 'gone' }), 400],
    ['another path', '/spend', JSON.stringify(good), 404],
    ['more than anybody needs', '/begin', `"${'x'.repeat(70_000)}"`, 413],
  ])('refuses %s', async (_, path, body, status) => {
    const { url } = await open();
    expect((await post(url, path, body)).status).toBe(status);
    // And nothing of it was written.
    expect(await (await post(url, '/begin', JSON.stringify(good))).json()).toEqual({
      begun: 'new',
    });
  });

  it('tells strangers nothing, whatever they ask for', async () => {
    const { url } = await open();
    for (const path of ['/begin', '/end', '/nothing']) {
      expect((await post(url, path, JSON.stringify(good), 'wrong')).status).toBe(401);
    }
    expect((await fetch(`${url}/begin`)).status).toBe(401);
  });

  it('goes on serving its gateways while strangers flood it', async () => {
    const { url } = await open();
    const flood = Array.from({ length: 300 }, () => post(url, '/begin', '{', 'wrong'));
    const halves = Array.from({ length: 50 }, () => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /begin HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{');
      return socket;
    });
    const set = new RemoteSpentSet(url, TOKEN);
    expect(await set.begin(hash('a'), [credit('1')])).toBe('new');
    const answers = await Promise.allSettled(flood);
    const wrong = answers.filter((one) => one.status === 'fulfilled' && one.value.status !== 401);
    expect(wrong).toEqual([]);
    expect(await set.begin(hash('b'), [credit('1')])).toBe('refused');
    for (const socket of halves) socket.destroy();
  });
});
