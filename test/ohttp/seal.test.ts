import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, utf8 } from '../../lib/bytes/index.ts';
import {
  AES_SUITE,
  createGatewayKey,
  gatewayKeyOf,
  importX25519,
  MEDIA,
  openRequest,
  prepareSeal,
  PRODUCT_SUITE,
  x25519PrivateKey,
} from '../../lib/ohttp/index.ts';
import { NOBLE_SUITE } from '../../lib/ohttp/noble/index.ts';
import { HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import { anyBytes, codeFrom, exchange, NOTHING, openAll, random, sealedParts } from './support.ts';
import { concat } from '../../lib/bytes/index.ts';

const suites = { PRODUCT_SUITE, AES_SUITE, NOBLE_SUITE, HYBRID_SUITE };

describe.each(Object.entries(suites))('an exchange with %s', (_, suite) => {
  it('arrives on both sides, single and chunked', async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes(), anyBytes(), async (question, answer) => {
        const single = await exchange('single', question, suite);
        expect(single.opened.plaintext).toEqual(question);
        expect(await single.sealed.openSingle(await single.opened.sealSingle(answer))).toEqual(
          answer,
        );
        const chunked = await exchange('chunked', question, suite);
        expect(chunked.opened.plaintext).toEqual(question);
        const wire = concat(...(await sealedParts(chunked.opened, [answer])));
        expect(await openAll(chunked.sealed.openChunks(), wire, 5)).toEqual(answer);
      }),
      { numRuns: 8 },
    );
  });

  it('refuses a request that was changed anywhere', async () => {
    const key = await createGatewayKey(7, [suite]);
    const { bytes, mediaType } = await (
      await prepareSeal({ config: key.config, suite }, 'single')
    ).seal(utf8('question'));
    const places = [0, 1, 3, 5, 7, 40, bytes.length - 17, bytes.length - 1];
    for (const at of places) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 4;
      const code = await codeFrom(() => openRequest([key], mediaType, changed, { random }));
      expect(['open-failed', 'key-unknown', 'request-invalid']).toContain(code);
    }
  });
});

describe('a prepared context', () => {
  const prepare = async (options = {}) => {
    const key = await createGatewayKey(1);
    return prepareSeal({ config: key.config, suite: PRODUCT_SUITE }, 'single', options);
  };

  it('serves one request only, even when both are asked for at once', async () => {
    const seal = await prepare();
    const [first, second] = await Promise.allSettled([seal.seal(NOTHING), seal.seal(NOTHING)]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'context-used' } });
    expect(await codeFrom(() => seal.seal(NOTHING))).toBe('context-used');
  });

  it('ends with its time, and stays ended when the clock goes back', async () => {
    let nowMs = 1000;
    const seal = await prepare({ now: () => nowMs, lifetimeMs: 500 });
    nowMs = 1500;
    expect(await codeFrom(() => seal.seal(NOTHING))).toBe('context-expired');
    nowMs = 1000;
    expect(await codeFrom(() => seal.seal(NOTHING))).toBe('context-expired');
  });

  it('lives until its time', async () => {
    let nowMs = 1000;
    const seal = await prepare({ now: () => nowMs, lifetimeMs: 500 });
    nowMs = 1499;
    expect(await codeFrom(() => seal.seal(NOTHING))).toBe('nothing was thrown');
  });

  it('once wiped seals nothing, and a wiped request opens nothing', async () => {
    const seal = await prepare();
    seal.wipe();
    expect(await codeFrom(() => seal.seal(NOTHING))).toBe('context-wiped');
    const { sealed, opened } = await exchange('single', NOTHING);
    const answer = await opened.sealSingle(NOTHING);
    sealed.wipe();
    expect(await codeFrom(() => sealed.openSingle(answer))).toBe('context-wiped');
    expect(await codeFrom(() => sealed.openChunks().push(new Uint8Array(40)))).toBe(
      'context-wiped',
    );
  });

  it('has an encapsulated key of its own', async () => {
    expect(equal((await prepare()).enc, (await prepare()).enc)).toBe(false);
  });

  it('writes chunks only where the request is chunked', async () => {
    const seal = await prepare();
    expect(await codeFrom(() => seal.sealChunks())).toBe('request-invalid');
  });
});

describe('the gateway', () => {
  it('tells a key it has not from a suite it does not offer and from a request that does not open', async () => {
    const key = await createGatewayKey(7);
    const seal = async () =>
      (await prepareSeal({ config: key.config, suite: PRODUCT_SUITE }, 'single')).seal(NOTHING);
    const open = (
      body: Uint8Array<ArrayBuffer>,
      keys = [key],
      type: string | null = MEDIA.request,
    ) => codeFrom(() => openRequest(keys, type, body, { random }));
    const { bytes } = await seal();
    expect(await open(bytes, [])).toBe('key-unknown');
    expect(await open(bytes, [await createGatewayKey(8)])).toBe('key-unknown');
    expect(await open(bytes, [await createGatewayKey(7)])).toBe('open-failed');
    expect(await open(bytes, [await createGatewayKey(7, [AES_SUITE])])).toBe('request-invalid');
    expect(await open(bytes, [key], 'text/plain')).toBe('request-invalid');
    expect(await open(bytes, [key], null)).toBe('request-invalid');
    expect(await open(bytes, [key], MEDIA.chunkedRequest)).not.toBe('nothing was thrown');
    expect(await open(bytes, [key], `${MEDIA.request}; charset=binary`)).toBe('nothing was thrown');
    expect(await open(bytes.subarray(0, 6))).toBe('truncated');
    expect(await open(bytes.subarray(0, 54))).toBe('truncated');
  });

  it('serves an old key beside a new one', async () => {
    const [old, fresh] = [await createGatewayKey(1), await createGatewayKey(2)];
    for (const key of [old, fresh]) {
      const { bytes, mediaType } = await (
        await prepareSeal({ config: key.config, suite: PRODUCT_SUITE }, 'chunked')
      ).seal(utf8('hi'));
      const opened = await openRequest([fresh, old], mediaType, bytes, { random });
      expect([opened.keyId, opened.plaintext]).toEqual([key.config.keyId, utf8('hi')]);
      expect(opened.enc).toEqual(bytes.slice(7, 39));
    }
  });

  it('answers a chunked request in chunks only, and a replay never with the same bytes', async () => {
    const { opened, sealed } = await exchange('chunked', NOTHING);
    expect(await codeFrom(() => opened.sealSingle(NOTHING))).toBe('response-invalid');
    expect(await codeFrom(() => sealed.openSingle(new Uint8Array(60)))).toBe('response-invalid');
    const single = await exchange('single', NOTHING);
    const [one, two] = [
      await single.opened.sealSingle(NOTHING),
      await single.opened.sealSingle(NOTHING),
    ];
    expect(equal(one, two)).toBe(false);
  });

  it('may be given a key that is kept', async () => {
    const secret = random(32);
    const [one, two] = await Promise.all([importX25519(secret), importX25519(secret)]);
    const [a, b] = [gatewayKeyOf(3, x25519PrivateKey(one)), gatewayKeyOf(3, x25519PrivateKey(two))];
    expect(a.config).toEqual(b.config);
    const { bytes, mediaType } = await (
      await prepareSeal({ config: a.config, suite: PRODUCT_SUITE }, 'single')
    ).seal(utf8('hi'));
    expect((await openRequest([b], mediaType, bytes, { random })).plaintext).toEqual(utf8('hi'));
  });

  it('opens a request of 20 MB without trouble', async () => {
    const large = new Uint8Array(20_000_000).fill(1);
    const { opened } = await exchange('chunked', large);
    expect(equal(opened.plaintext, large)).toBe(true);
  });
});

describe('a single-shot response', () => {
  it('opens only whole, unchanged and with its own request', async () => {
    const { opened, sealed } = await exchange('single', NOTHING);
    const other = await exchange('single', NOTHING);
    const answer = await opened.sealSingle(utf8('answer'));
    expect(await codeFrom(() => other.sealed.openSingle(answer))).toBe('open-failed');
    for (let length = 0; length < answer.length; length++) {
      const code = await codeFrom(() => sealed.openSingle(answer.subarray(0, length)));
      expect(code).toBe(length < 48 ? 'truncated' : 'open-failed');
    }
    expect(await codeFrom(() => sealed.openSingle(concat(answer, new Uint8Array(1))))).toBe(
      'open-failed',
    );
    expect(await sealed.openSingle(answer)).toEqual(utf8('answer'));
  });
});
