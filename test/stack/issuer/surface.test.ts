/** What strangers, careless clients and floods find at an issuer's port. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { concat, toBase64Url, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  BATCH_COUNT,
  BATCH_MEDIA,
  challengeDigest,
  encodeBatchRequest,
  encodeChallenge,
  serviceChallenge,
  type IssuerNote,
} from '../../../lib/credits/index.ts';
import {
  chooseKeyConfig,
  decodeResponse,
  encodeRequest,
  MEDIA,
  parseKeyConfigs,
  prepareSeal,
  PRODUCT_SUITE,
  type BinaryRequest,
  type BinaryResponse,
} from '../../../lib/ohttp/index.ts';
import { takeCredits, addVoucher } from '../../../lib/wallet/index.ts';
import { refill } from '../../../lib/wallet/refill/index.ts';
import { createWalletStore } from '../../fakes/wallet-store.ts';
import { DAY_MS, ISSUER_NAME, openIssuer, random, refillAt, SERVICE } from './fixture.ts';
import { newOrder, noteOf } from './orders.ts';

interface Port {
  readonly url: string;
  readonly note: IssuerNote;
  readonly events: readonly unknown[];
  voucher(): string;
  /** A whole batch of good requests. */
  batch(voucher?: string): Promise<Bytes>;
}

async function open(): Promise<Port> {
  const { issuer, id, events } = await openIssuer({ refundToken: 'of the gateways' });
  const note = await noteOf(issuer.url, id.verifierKey);
  const digest = await challengeDigest(encodeChallenge(serviceChallenge(ISSUER_NAME, SERVICE)));
  return {
    ...{ url: issuer.url, note, events },
    voucher: () => issuer.invite({ batches: 1, untilMs: Date.now() + DAY_MS }),
    batch: async (voucher = '') => (await newOrder(note, voucher, digest)).batch,
  };
}

/** Seals whatever it is given and opens the answer. */
async function sealed({ url, note }: Port, plain: Bytes): Promise<BinaryResponse> {
  const chosen = chooseKeyConfig(parseKeyConfigs(note.keyConfig), [PRODUCT_SUITE]);
  const request = await (await prepareSeal(chosen, 'chunked')).seal(plain);
  const headers = { 'content-type': MEDIA.chunkedRequest };
  const response = await fetch(`${url}/ask`, { method: 'POST', headers, body: request.bytes });
  expect(response.status).toBe(200);
  const opener = request.openChunks();
  const chunks = await opener.push(new Uint8Array(await response.arrayBuffer()));
  return decodeResponse(concat(...chunks, await opener.end()));
}

function purchase(voucher: string, content: Bytes, changes: Partial<BinaryRequest> = {}): Bytes {
  return encodeRequest({
    ...{ method: 'POST', scheme: 'https', authority: ISSUER_NAME, path: '/token-request' },
    fields: [
      ['content-type', BATCH_MEDIA.request],
      ['sotto-voucher', toBase64Url(utf8(voucher))],
    ],
    ...{ content, trailers: [] },
    ...changes,
  });
}

const codeOf = ({ status, content }: BinaryResponse): string =>
  `${status} ${new TextDecoder().decode(content).slice(0, 120)}`;

type Spoil = (good: Bytes, port: Port) => Bytes;
const requests = (batch: Bytes): Bytes[] =>
  Array.from({ length: BATCH_COUNT }, (_, i) => batch.slice(2 + i * 259, 2 + (i + 1) * 259));
const changed = (batch: Bytes, at: number, to: number): Bytes => batch.with(at, to);

const BATCHES: readonly (readonly [string, Spoil])[] = [
  ['of 31 requests', (good) => encodeBatchRequest(requests(good).slice(1))],
  [
    'of 33 requests',
    (good) => encodeBatchRequest([...requests(good), ...requests(good).slice(-1)]),
  ],
  ['that is empty', () => encodeBatchRequest([])],
  ['cut short', (good) => good.slice(0, -1)],
  ['with a byte too many', (good) => concat(good, new Uint8Array(1))],
  ['of another length than it says', (good) => changed(good, 1, ((good[1] ?? 0) + 1) & 255)],
  ['with a type nobody knows', (good) => changed(good, 3, 9)],
  ['under a key nobody has', (good, { note }) => changed(good, 4, strangeId(note))],
  [
    'under a key that issues later',
    (good, { note }) => changed(good, 4, note.keys[1]?.key.truncatedId ?? 0),
  ],
  [
    'with a number above the modulus',
    (good) => concat(good.slice(0, 5), new Uint8Array(256).fill(255), good.slice(261)),
  ],
];

function strangeId({ keys }: IssuerNote): number {
  return [...Array(256).keys()].find((id) => keys.every((k) => k.key.truncatedId !== id)) ?? 0;
}

describe('a sealed request', () => {
  it.each(BATCHES)('with a batch %s is refused, and its voucher still counts', async (_, spoil) => {
    const port = await open();
    const voucher = port.voucher();
    const good = await port.batch(voucher);
    const refused = await sealed(port, purchase(voucher, spoil(good, port)));
    expect(codeOf(refused)).toContain('422 {"error":{"code":"token-request-invalid"');
    expect((await sealed(port, purchase(voucher, good))).status).toBe(200);
  });

  it.each<[string, (voucher: string, batch: Bytes) => Bytes, string]>([
    ['for another issuer', (v, b) => purchase(v, b, { authority: 'other.test' }), '421'],
    ['in the clear inside', (v, b) => purchase(v, b, { scheme: 'http' }), '421'],
    ['for another path', (v, b) => purchase(v, b, { path: '/tokens' }), '404'],
    ['by another method', (v, b) => purchase(v, b, { method: 'PUT' }), '404'],
    ['of no media type', (v, b) => purchase(v, b, { fields: [] }), '415'],
    [
      'without a voucher',
      (_, b) => purchase('', b, { fields: [['content-type', BATCH_MEDIA.request]] }),
      '401',
    ],
    ['with a voucher of 3,000 signs', (_, b) => purchase('S'.repeat(3000), b), '401'],
    ['that is no binary HTTP', () => new Uint8Array(300).fill(0xff), '400'],
    ['of nothing', () => new Uint8Array(0), '400'],
  ])('%s is refused in an answer of the same size', async (_, make, status) => {
    const port = await open();
    const voucher = port.voucher();
    const good = purchase(voucher, await port.batch(voucher));
    const refused = await sealed(port, make(voucher, await port.batch(voucher)));
    expect(String(refused.status)).toBe(status);
    expect((await sealed(port, good)).status).toBe(200);
  });

  it('has an answer of one size, whatever came of it', async () => {
    const port = await open();
    const voucher = port.voucher();
    const chosen = chooseKeyConfig(parseKeyConfigs(port.note.keyConfig), [PRODUCT_SUITE]);
    const sizes = new Set<number>();
    for (const plain of [
      purchase(voucher, await port.batch()),
      purchase('no', new Uint8Array(3)),
    ]) {
      const request = await (await prepareSeal(chosen, 'chunked')).seal(plain);
      const headers = { 'content-type': MEDIA.chunkedRequest };
      const init = { method: 'POST', headers, body: request.bytes };
      sizes.add((await (await fetch(`${port.url}/ask`, init)).arrayBuffer()).byteLength);
    }
    expect(sizes.size).toBe(1);
  });

  it('replayed gives the same signatures again, and with another batch none', async () => {
    const port = await open();
    const voucher = port.voucher();
    const batch = await port.batch(voucher);
    const [first, second] = [
      await sealed(port, purchase(voucher, batch)),
      await sealed(port, purchase(` ${voucher.toLowerCase()}`, batch)),
    ];
    expect(second.content).toEqual(first.content);
    const other = await sealed(port, purchase(voucher, await port.batch(voucher)));
    expect(codeOf(other)).toContain('409 {"error":{"code":"voucher-used"');
  });

  it('of twenty that bring one voucher at once, each with a batch of its own, one is answered', async () => {
    const port = await open();
    const voucher = port.voucher();
    const batches: Bytes[] = [];
    for (let i = 0; i < 20; i++) batches.push(await port.batch(voucher));
    const answers = await Promise.all(batches.map((one) => sealed(port, purchase(voucher, one))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);
  });
});

describe('the port', () => {
  it.each<[string, string, RequestInit, number]>([
    ['another path', '/admin', {}, 404],
    ['another method', '/note', { method: 'DELETE' }, 404],
    [
      'bytes that are not sealed',
      '/ask',
      { method: 'POST', headers: { 'content-type': MEDIA.chunkedRequest }, body: 'hello' },
      400,
    ],
    [
      'a seal to a key it does not have',
      '/ask',
      {
        method: 'POST',
        headers: { 'content-type': MEDIA.chunkedRequest },
        body: new Uint8Array(100).fill(9),
      },
      422,
    ],
    ['another media type', '/ask', { method: 'POST', body: 'x' }, 415],
    [
      'more than a batch needs',
      '/ask',
      {
        method: 'POST',
        headers: { 'content-type': MEDIA.chunkedRequest },
        body: new Uint8Array(40_000),
      },
      413,
    ],
    ['a refund without the secret', '/refund', { method: 'POST', body: '{}' }, 401],
    [
      'a refund with another secret',
      '/refund',
      { method: 'POST', headers: { authorization: 'Bearer x' }, body: '{}' },
      401,
    ],
    [
      'a refund that is no JSON',
      '/refund',
      { method: 'POST', headers: { authorization: 'Bearer of the gateways' }, body: '{' },
      400,
    ],
    [
      'a refund of nothing',
      '/refund',
      {
        method: 'POST',
        headers: { authorization: 'Bearer of the gateways' },
        body: '{"tokens":[],"requests":[]}',
      },
      422,
    ],
  ])('refuses %s', async (_, path, init, status) => {
    const { url } = await open();
    const response = await fetch(`${url}${path}`, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });

  it('refunds a token once, to one request, and only tokens that it signed', async () => {
    const fixture = await openIssuer({ refundToken: 'of the gateways' });
    const store = createWalletStore();
    const text = fixture.issuer.invite({ batches: 1, untilMs: Date.now() + DAY_MS });
    await addVoucher(store, fixture.id, { text, isNow: true, nowMs: 0 }, random);
    await refill(refillAt(fixture, store));
    const ask = { id: 'a', count: 3, nowMs: Date.now() };
    const { tokens, refunds } = await takeCredits(store, fixture.id, ask);
    const [token = '', other = '', third = ''] = tokens;
    const [request = '', another = ''] = refunds;
    const post = (body: object): Promise<Response> =>
      fetch(`${fixture.issuer.url}/refund`, {
        ...{ method: 'POST', headers: { authorization: 'Bearer of the gateways' } },
        body: JSON.stringify(body),
      });
    const first = await post({ tokens: [token], requests: [request] });
    const again = await post({ tokens: [token], requests: [request] });
    expect(await again.arrayBuffer()).toEqual(await first.arrayBuffer());
    const statuses = [
      await post({ tokens: [token], requests: [another] }),
      await post({ tokens: [other, other], requests: [request, another] }),
      await post({ tokens: [other], requests: [request, another] }),
      // One of two was refunded before: neither is now.
      await post({ tokens: [token, other], requests: [another, request] }),
      await post({ tokens: [`${third.slice(0, -8)}AAAAAAAA`], requests: [another] }),
      await post({ tokens: [other], requests: [another] }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([409, 422, 422, 409, 422, 200]);
  });

  it('goes on selling while strangers flood it, and writes down nothing of theirs', async () => {
    const port = await open();
    const { hostname, port: number } = new URL(port.url);
    const headers = { 'content-type': MEDIA.chunkedRequest };
    const flood = Array.from({ length: 300 }, (_, i) =>
      fetch(`${port.url}/ask`, { method: 'POST', headers, body: `who-is-this-${i}` }),
    );
    const halves = Array.from({ length: 50 }, () => {
      const socket = connect(Number(number), hostname);
      socket.on('error', () => undefined);
      socket.write('POST /ask HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n\r\nxx');
      return socket;
    });
    const voucher = port.voucher();
    const bought = await sealed(port, purchase(voucher, await port.batch(voucher)));
    expect(bought.status).toBe(200);
    await Promise.allSettled(flood);
    for (const socket of halves) socket.destroy();
    expect(JSON.stringify(port.events)).not.toMatch(/who-is-this|127\.0\.0\.1|SOTTO-/);
  });
});
