import { describe, expect, it } from 'vitest';
import { concat, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';
import {
  carryAsk,
  fetchEvidence,
  fetchKeys,
  fetchLogFile,
  fetchOperator,
  fetchTranscript,
  type Fetch,
  type Place,
} from '../../lib/relay/index.ts';

const NEVER = new AbortController().signal;
const KEYS = 'application/ohttp-keys';

interface Seen {
  url: string;
  init: RequestInit;
}

function place(answer: (seen: Seen) => Response | Promise<Response>): Place & { seen: Seen[] } {
  const seen: Seen[] = [];
  const fetch: Fetch = async (url, init) => {
    seen.push({ url, init });
    return answer({ url, init });
  };
  return { fetch, relayUrl: 'https://relay.example/base', gatewayName: 'main', seen };
}

function typed(body: BodyInit | null, type: string, more: ResponseInit = {}): Response {
  return new Response(body, { ...more, headers: { ...more.headers, 'content-type': type } });
}

async function gather(pieces: AsyncIterable<Bytes>): Promise<Bytes> {
  const all: Bytes[] = [];
  for await (const piece of pieces) all.push(piece);
  return concat(...all);
}

describe('every request', () => {
  const requests: [string, string, string, (p: Place) => Promise<unknown>][] = [
    ['GET', '/g/main/keys', KEYS, (p) => fetchKeys(p, NEVER)],
    ['GET', '/g/main/transcript', 'application/octet-stream', (p) => fetchTranscript(p, NEVER)],
    [
      'GET',
      `/g/main/evidence?nonce=${'07'.repeat(20)}`,
      'application/octet-stream',
      (p) => fetchEvidence(p, new Uint8Array(20).fill(7), NEVER),
    ],
    [
      'POST',
      '/g/main',
      'message/ohttp-chunked-res',
      (p) => gather(carryAsk(p, utf8('sealed'), NEVER)),
    ],
    ['GET', '/g/main/log/checkpoint', 'text/plain', (p) => fetchLogFile(p, 'checkpoint', NEVER)],
    ['GET', '/operator', 'application/json', (p) => fetchOperator(p, NEVER)],
  ];

  it.each(requests)('%s %s looks like everybody’s', async (method, path, type, run) => {
    const at = place(() => typed('{"version":1,"operator":"x"}', type));
    await run(at);
    expect(at.seen).toHaveLength(1);
    const [{ url, init }] = at.seen as [Seen];
    expect(url).toBe(`https://relay.example/base${path}`);
    expect(init).toMatchObject({
      method,
      credentials: 'omit',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
    });
    const names = method === 'POST' ? ['accept', 'content-type'] : ['accept'];
    expect(Object.keys(init.headers ?? {})).toEqual(names);
  });

  it('puts a gateway’s name into one path segment', async () => {
    const at = { ...place(() => typed('x', KEYS)), gatewayName: '../../operator' };
    await fetchKeys(at, NEVER);
    expect(at.seen[0]?.url).toBe('https://relay.example/base/g/..%2F..%2Foperator/keys');
  });
});

describe('the leaving of a request', () => {
  const carried = (at: Place, told: string[], word = 'left') =>
    gather(carryAsk(at, utf8('sealed'), NEVER, () => void told.push(word)));
  const answer = (): Response => typed('x', 'message/ohttp-chunked-res');

  it('is told once, in the turn in which it is let out', async () => {
    const told: string[] = [];
    const fetch: Fetch = async (_url, _init, onLeaving) => {
      await Promise.resolve();
      told.push('asked');
      onLeaving?.();
      told.push('fetched');
      return answer();
    };
    await carried({ ...place(answer), fetch }, told);
    expect(told).toEqual(['asked', 'left', 'fetched']);
  });

  it('is not told of what was kept back', async () => {
    const told: string[] = [];
    const fetch: Fetch = () => Promise.reject(new CodedError('relay-permission-missing'));
    await expect(carried({ ...place(answer), fetch }, told)).rejects.toMatchObject({
      code: 'relay-permission-missing',
    });
    expect(told).toEqual([]);
  });

  it.each([
    ['that was answered', () => Promise.resolve(answer()), undefined],
    ['that was cut', () => Promise.reject(new TypeError('cut')), { code: 'relay-unreachable' }],
  ])('is told of one %s by a fetch that tells nothing', async (_, fetch, failure) => {
    const told: string[] = [];
    const run = carried({ ...place(answer), fetch }, told);
    await (failure ? expect(run).rejects.toMatchObject(failure) : run);
    expect(told).toEqual(['left']);
  });

  it('does not happen where whoever is told objects', async () => {
    const at = place(answer);
    const fetch: Fetch = async (url, init, onLeaving) => {
      onLeaving?.();
      return at.fetch(url, init);
    };
    const objecting = carryAsk({ ...at, fetch }, utf8('sealed'), NEVER, () => {
      throw new CodedError('stopped');
    });
    await expect(gather(objecting)).rejects.toMatchObject({ code: 'stopped' });
    expect(at.seen).toEqual([]);
  });
});

describe('what the relay answers', () => {
  it('is taken with a media type that carries parameters', async () => {
    const at = place(() => typed('keys', 'Application/OHTTP-Keys; charset=x'));
    expect(await fetchKeys(at, NEVER)).toEqual(utf8('keys'));
  });

  it.each<[string, () => Response | Promise<Response>, string]>([
    ['no connection', () => Promise.reject(new TypeError('Failed to fetch')), 'relay-unreachable'],
    ['another media type', () => typed('x', 'text/html'), 'relay-media-type'],
    ['no media type', () => new Response(utf8('x')), 'relay-media-type'],
    ['404', () => new Response('', { status: 404 }), 'gateway-unknown'],
    ['429', () => new Response('', { status: 429 }), 'relay-busy'],
    ['500', () => new Response('', { status: 500 }), 'relay-refused'],
    ['502', () => new Response('', { status: 502 }), 'gateway-unreachable'],
    ['503', () => new Response('', { status: 503 }), 'gateway-unreachable'],
    ['413', () => new Response('', { status: 413 }), 'relay-request-refused'],
    ['201', () => typed('x', KEYS, { status: 201 }), 'relay-refused'],
    ['too much', () => typed('x'.repeat(20_000), KEYS), 'relay-too-large'],
    [
      'too much announced',
      () => typed('x', KEYS, { headers: { 'content-length': '20000000' } }),
      'relay-too-large',
    ],
  ])('is refused: %s', async (_, answer, code) => {
    await expect(fetchKeys(place(answer), NEVER)).rejects.toMatchObject({ code });
  });

  it('is never buffered beyond the limit, whatever its length says', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    const answer = typed(endless, KEYS);
    await expect(
      fetchKeys(
        place(() => answer),
        NEVER,
      ),
    ).rejects.toMatchObject({
      code: 'relay-too-large',
    });
    expect(sent).toBeLessThan(30_000);
  });

  it('names a key problem by its type and by nothing else', async () => {
    const problem = (type: string, mediaType = 'application/problem+json', status = 422): Place =>
      place(() => typed(JSON.stringify({ type }), mediaType, { status }));
    const iana = 'https://iana.org/assignments/http-problem-types#';
    const ask = (p: Place): Promise<unknown> => gather(carryAsk(p, utf8('x'), NEVER));
    await expect(ask(problem(`${iana}ohttp-key`))).rejects.toMatchObject({
      code: 'gateway-key-mismatch',
    });
    for (const other of [
      problem(`${iana}date`),
      problem(`${iana}ohttp-key`, 'application/json'),
      problem(`${iana}ohttp-key`, 'text/html'),
    ]) {
      await expect(ask(other)).rejects.toMatchObject({ code: 'relay-request-refused' });
    }
    const large = place(() =>
      typed(`{"type":"${iana}ohttp-key","x":"${'x'.repeat(9000)}"}`, 'application/problem+json', {
        status: 422,
      }),
    );
    await expect(ask(large)).rejects.toMatchObject({ code: 'relay-request-refused' });
  });

  it('says who runs the relay only in the agreed form', async () => {
    const from = (body: string): Promise<string> =>
      fetchOperator(
        place(() => typed(body, 'application/json')),
        NEVER,
      );
    expect(await from('{"version":1,"operator":"Anna"}')).toBe('Anna');
    for (const body of ['', '[]', '{"version":2,"operator":"x"}', '{"version":1,"operator":7}']) {
      await expect(from(body)).rejects.toMatchObject({ code: 'relay-answer-invalid' });
    }
  });
});

describe('a sealed answer', () => {
  it('comes piece by piece', async () => {
    const pieces = [utf8('one'), utf8('two')];
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
    const at = place(() => typed(stream, 'message/ohttp-chunked-res'));
    const seen: Bytes[] = [];
    for await (const piece of carryAsk(at, utf8('x'), NEVER)) seen.push(piece);
    expect(seen).toEqual(pieces);
  });

  it('that breaks off is cut', async () => {
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new TypeError('network error')),
    });
    const at = place(() => typed(stream, 'message/ohttp-chunked-res'));
    await expect(gather(carryAsk(at, utf8('x'), NEVER))).rejects.toMatchObject({
      code: 'relay-cut',
    });
  });

  it('that we stop is stopped, even where the body then ends quietly', async () => {
    const stop = new AbortController();
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        stop.abort();
        controller.close();
      },
    });
    const at = place(() => typed(stream, 'message/ohttp-chunked-res'));
    await expect(gather(carryAsk(at, utf8('x'), stop.signal))).rejects.toMatchObject({
      code: 'stopped',
    });
  });
});

describe('a log file', () => {
  it.each(['checkpoint', 'tile/0/000', 'tile/0/x001/234.p/12', 'tile/entries/000.p/3'])(
    'is fetched: %s',
    async (path) => {
      expect(
        await fetchLogFile(
          place(() => new Response('x')),
          path,
          NEVER,
        ),
      ).toEqual(utf8('x'));
    },
  );

  it.each(['', '../keys', 'tile/0/../../x', 'checkpoint?x=1', 'tile/0/0000', 'https://a.example'])(
    'is not asked for: %s',
    async (path) => {
      const at = place(() => new Response('x'));
      await expect(fetchLogFile(at, path, NEVER)).rejects.toMatchObject({
        code: 'relay-request-refused',
      });
      expect(at.seen).toEqual([]);
    },
  );
});
