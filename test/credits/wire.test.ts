import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  concat,
  copyOf,
  fromHex,
  toBase64Url,
  toHex,
  u16,
  type Bytes,
} from '../../lib/bytes/index.ts';
import {
  BATCH_COUNT,
  creditsFor,
  CreditsError,
  encodeBatchRequest,
  encodeBatchResponse,
  encodeChallenge,
  formatChallengeHeader,
  formatTokenHeader,
  issuingKey,
  parseBatchRequest,
  parseBatchResponse,
  parseChallenge,
  parseChallengeHeader,
  parseTokenHeader,
  readDirectory,
  serviceChallenge,
  type BatchEntry,
} from '../../lib/credits/index.ts';
import { createIssuer } from './issuer.ts';

const CHALLENGE = encodeChallenge(serviceChallenge('issuer.test', 'sotto.test'));
const bytesOf = (length: number): fc.Arbitrary<Bytes> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map(copyOf);

describe('a challenge', () => {
  it('of a service holds nothing that differs between people', () => {
    const text = '0002000b6973737565722e7465737400000a736f74746f2e74657374';
    expect(toHex(CHALLENGE)).toBe(text);
    expect(parseChallenge(CHALLENGE)).toMatchObject({ originNames: ['sotto.test'] });
  });

  it('measures names in bytes', () => {
    const name = 'größe.test';
    const challenge = encodeChallenge(serviceChallenge(name, name));
    expect(challenge[3]).toBe(12);
    expect(parseChallenge(challenge).issuerName).toBe(name);
  });

  it.each([
    ['without issuer', '0002 0000 00 0000'],
    ['with a context of 31 bytes', `0002 0001 61 1f ${'00'.repeat(31)} 0000`],
    ['cut', '0002 0001 61 00 0003 6161'],
    ['with bytes after it', '0002 0001 61 00 0000 00'],
    ['not in UTF-8', '0002 0001 ff 00 0000'],
    ['with an empty origin name', '0002 0001 61 00 0001 2c'],
    ['empty', ''],
  ])('%s is refused', (_, hex) => {
    expect(() => parseChallenge(fromHex(hex.replaceAll(' ', '')))).toThrow(/challenge-invalid/);
  });
});

describe('a header', () => {
  it('carries a token in one length', () => {
    const token = new Uint8Array(354).fill(0xfb);
    const header = formatTokenHeader(token);
    expect(header).toHaveLength('PrivateToken token=""'.length + 472);
    expect(toHex(parseTokenHeader(header))).toBe(toHex(token));
    expect(toHex(parseTokenHeader(header.replace('PrivateToken', 'privatetoken')))).toBe(
      toHex(token),
    );
  });

  it('with challenges comes back as it went', () => {
    const one = fc.record({
      challenge: fc.uint8Array({ minLength: 2, maxLength: 80 }).map(copyOf),
      tokenKey: fc.option(fc.uint8Array({ maxLength: 80 }).map(copyOf), { nil: undefined }),
      maxAgeSeconds: fc.option(fc.nat(), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 4 }), (challenges) => {
        const read = parseChallengeHeader(formatChallengeHeader(challenges));
        expect(read.map(({ challenge }) => toHex(challenge))).toEqual(
          challenges.map(({ challenge }) => toHex(challenge)),
        );
        expect(read.map(({ maxAgeSeconds }) => maxAgeSeconds)).toEqual(
          challenges.map(({ maxAgeSeconds }) => maxAgeSeconds),
        );
        expect(read.map(({ tokenKey }) => tokenKey && toHex(tokenKey))).toEqual(
          challenges.map(({ tokenKey }) => tokenKey && toHex(tokenKey)),
        );
      }),
    );
  });

  it('may name other schemes in between, and quote or not', () => {
    const text = toBase64Url(CHALLENGE);
    const header = `Negotiate abc==, Basic realm="a, b=\\"c", PrivateToken challenge=${text} , max-age=5,, PRIVATETOKEN  x=y , challenge="${text}"`;
    const read = parseChallengeHeader(header);
    expect(read.map(({ challenge }) => toHex(challenge))).toEqual([
      toHex(CHALLENGE),
      toHex(CHALLENGE),
    ]);
    expect(read.map(({ maxAgeSeconds }) => maxAgeSeconds)).toEqual([5, undefined]);
  });

  it.each([
    'PrivateToken',
    'PrivateToken challenge="?"',
    'PrivateToken challenge="AAI", challenge="AAI"',
    'PrivateToken challenge="AAI=="',
    'PrivateToken challenge="AAIA", max-age="soon"',
    'challenge="AAIA"',
    'PrivateToken challenge="AAIA',
    `PrivateToken challenge="${'A'.repeat(70_000)}"`,
  ])('%.60s is refused', (header) => {
    expect(() => parseChallengeHeader(header)).toThrow(/header-invalid/);
  });

  it.each(['', 'Basic token="AA"', 'PrivateToken', 'PrivateToken token="AA", Basic x="y"'])(
    '%j carries no token',
    (header) => {
      expect(() => parseTokenHeader(header)).toThrow(/header-invalid/);
    },
  );
});

describe('a batch', () => {
  const request = bytesOf(256).map((message) => concat(fromHex('00022a'), message));
  const entry: fc.Arbitrary<BatchEntry> = fc.oneof(
    fc.constant('refused' as const),
    bytesOf(256).map((response) => ({ tokenType: 2, response })),
    bytesOf(145).map((response) => ({ tokenType: 1, response })),
  );

  it('comes back as it went', () => {
    fc.assert(
      fc.property(
        fc.array(request, { maxLength: 40 }),
        fc.array(entry, { maxLength: 40 }),
        (requests, entries) => {
          const read = parseBatchRequest(encodeBatchRequest(requests));
          expect(read.map(toHex)).toEqual(requests.map(toHex));
          expect(parseBatchResponse(encodeBatchResponse(entries), entries.length)).toEqual(entries);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('has one length for everybody', () => {
    const one = concat(fromHex('000200'), new Uint8Array(256));
    const body = encodeBatchRequest(Array.from({ length: BATCH_COUNT }, () => one));
    expect(body).toHaveLength(2 + 32 * 259);
  });

  it('is refused when a byte is too few or too many, or an entry is not one', () => {
    const good = encodeBatchResponse(['refused', { tokenType: 2, response: new Uint8Array(256) }]);
    const bad = [good.slice(0, -1), concat(good, fromHex('00')), fromHex(''), fromHex('0102')];
    const odd = encodeBatchResponse([{ tokenType: 3, response: new Uint8Array(256) }]);
    for (const bytes of [...bad, odd]) {
      expect(() => parseBatchResponse(bytes, 2)).toThrow(/batch-invalid/);
    }
    expect(() => parseBatchResponse(good, 1)).toThrow(/count/);
    expect(() => parseBatchRequest(concat(fromHex('02'), u16(7)))).toThrow(/batch-invalid/);
    const many = encodeBatchResponse(Array.from({ length: 300 }, () => 'refused' as const));
    expect(() => parseBatchResponse(many, 300)).toThrow(/too many/);
  });
});

describe('a directory', () => {
  let spkis: Bytes[];
  beforeAll(async () => {
    const issuers = await Promise.all([createIssuer(), createIssuer(), createIssuer()]);
    spkis = issuers.map(({ key }) => key.spki);
  });

  function listed(spki: Bytes | undefined, notBefore?: unknown): object {
    const key = toBase64Url(spki ?? new Uint8Array(0));
    return {
      'token-type': 2,
      'token-key': key,
      ...(notBefore === undefined ? {} : { 'not-before': notBefore }),
    };
  }

  function directory(...keys: unknown[]): unknown {
    return { 'issuer-request-uri': '/token', 'token-keys': keys };
  }

  it('gives the first key whose time has come', async () => {
    const read = await readDirectory(
      directory(listed(spkis[0], 2000), { 'token-type': 1, 'token-key': 'x' }, listed(spkis[1])),
    );
    expect(toHex(issuingKey(read, 1_999_999).spki)).toBe(toHex(spkis[1] ?? new Uint8Array(0)));
    expect(toHex(issuingKey(read, 2_000_000).spki)).toBe(toHex(spkis[0] ?? new Uint8Array(0)));
    const later = await readDirectory(directory(listed(spkis[0], 2000)));
    expect(() => issuingKey(later, 0)).toThrow(/directory-invalid/);
  });

  it('is refused when it splits the crowd, or is not one', async () => {
    const bad = [
      directory(...spkis.map((spki) => listed(spki))),
      directory(listed(spkis[0]), listed(spkis[0])),
      directory(listed(spkis[0], -1)),
      directory(listed(spkis[0], 'soon')),
      directory(listed(spkis[0]?.slice(1))),
      directory('x'),
      { 'token-keys': [] },
      { 'issuer-request-uri': '/x', 'token-keys': 'x' },
      null,
    ];
    for (const json of bad) await expect(readDirectory(json)).rejects.toThrow(CreditsError);
  });
});

it('prices an ask by its size class alone', () => {
  expect([0, 4096, 4097, 16384, 32768].map(creditsFor)).toEqual([1, 1, 2, 4, 8]);
});
