import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, copyOf, fromHex, toHex, type Bytes } from '../../lib/bytes/index.ts';
import {
  challengeDigest,
  drawSecrets,
  encodeChallenge,
  finishToken,
  issueToken,
  parseToken,
  requestToken,
  serviceChallenge,
  spentId,
  verifyToken,
} from '../../lib/credits/index.ts';
import { inverse, power, toBytes, toInteger } from '../../lib/credits/modular.ts';
import { createIssuer, randomBytes, type TestIssuer } from './issuer.ts';

describe('a credit', () => {
  let issuer: TestIssuer;
  let other: TestIssuer;
  let digest: Bytes;
  beforeAll(async () => {
    [issuer, other] = await Promise.all([createIssuer(), createIssuer()]);
    digest = await challengeDigest(encodeChallenge(serviceChallenge('issuer.test', 'sotto.test')));
  });

  async function bought(): Promise<Bytes> {
    const secrets = drawSecrets(issuer.key, randomBytes);
    const request = await requestToken(issuer.key, digest, secrets);
    const response = await issueToken(issuer.key, request, issuer.sign);
    return finishToken(issuer.key, digest, secrets, response);
  }

  it('is bought and redeemed', async () => {
    const token = await bought();
    const redemption = { keys: [other.key, issuer.key], challengeDigest: digest };
    const { nonce, keyId } = await verifyToken(token, redemption);
    expect(toHex(spentId(parseToken(token)))).toBe(toHex(concat(keyId, nonce)));
  });

  it('is asked for again with the same bytes from the same secrets', async () => {
    const secrets = drawSecrets(issuer.key, randomBytes);
    const first = await requestToken(issuer.key, digest, secrets);
    expect(toHex(await requestToken(issuer.key, digest, secrets))).toBe(toHex(first));
  });

  it('shows the issuer nothing of the token: the same token blinds to any message', async () => {
    const secrets = drawSecrets(issuer.key, randomBytes);
    const again = { ...secrets, blind: drawSecrets(issuer.key, randomBytes).blind };
    const [a, b] = await Promise.all(
      [secrets, again].map(async (s) => requestToken(issuer.key, digest, s)),
    );
    expect(toHex(a ?? digest)).not.toBe(toHex(b ?? digest));
    const tokens = await Promise.all(
      [secrets, again].map(async (s) => {
        const request = await requestToken(issuer.key, digest, s);
        const response = await issueToken(issuer.key, request, issuer.sign);
        return toHex(await finishToken(issuer.key, digest, s, response));
      }),
    );
    expect(tokens[0]).toBe(tokens[1]);
  });

  it.each([
    [
      'token-key-unknown',
      'another key',
      async () => ({ keys: [other.key], challengeDigest: digest }),
    ],
    [
      'token-of-another-challenge',
      'another service',
      async () => ({ keys: [issuer.key], challengeDigest: new Uint8Array(32) }),
    ],
    ['token-key-unknown', 'no key', async () => ({ keys: [], challengeDigest: digest })],
  ])('is refused as %s under %s', async (code, _, redemption) => {
    const token = await bought();
    await expect(verifyToken(token, await redemption())).rejects.toMatchObject({ code });
  });

  it('is refused when any byte of it changes', async () => {
    const token = await bought();
    await fc.assert(
      fc.asyncProperty(fc.nat(353), fc.integer({ min: 1, max: 255 }), async (at, change) => {
        const changed = copyOf(token);
        changed[at] = (changed[at] ?? 0) ^ change;
        const verified = verifyToken(changed, { keys: [issuer.key], challengeDigest: digest });
        await expect(verified).rejects.toThrow(/^token-/);
      }),
      { numRuns: 60 },
    );
  });

  it('is thrown away when the issuer marks it', async () => {
    const secrets = drawSecrets(issuer.key, randomBytes);
    const request = await requestToken(issuer.key, digest, secrets);
    const marked = await issueToken(issuer.key, request, issuer.sign);
    marked[200] = (marked[200] ?? 0) ^ 1;
    for (const response of [marked, marked.slice(1), new Uint8Array(256), new Uint8Array(0)]) {
      const finished = finishToken(issuer.key, digest, secrets, response);
      await expect(finished).rejects.toMatchObject({ code: 'token-response-invalid' });
    }
  });

  it('is not given out by a signer that errs', async () => {
    const request = await requestToken(issuer.key, digest, drawSecrets(issuer.key, randomBytes));
    for (const sign of [other.sign, () => new Uint8Array(256), () => new Uint8Array(255)]) {
      const issued = issueToken(issuer.key, request, sign);
      // The other key may refuse the number itself; either way nothing comes out.
      await expect(issued).rejects.toThrow();
    }
  });

  it('is not drawn from a broken generator', () => {
    expect(() => drawSecrets(issuer.key, (n) => new Uint8Array(n))).toThrow(/no blind found/);
    expect(() => drawSecrets(issuer.key, (n) => new Uint8Array(n).fill(255))).toThrow(/blind/);
  });
});

describe('modular arithmetic', () => {
  const big = fc.bigInt({ min: 0n, max: 2n ** 256n });
  const prime = 2n ** 255n - 19n;

  it('inverts, or says that it cannot', () => {
    fc.assert(
      fc.property(big, (value) => {
        const found = inverse(value, prime);
        if (value % prime === 0n) expect(found).toBeUndefined();
        else expect(((found ?? 0n) * value) % prime).toBe(1n);
      }),
    );
    expect(inverse(6n, 9n)).toBeUndefined();
  });

  it('raises to a power as Fermat would have it', () => {
    fc.assert(
      fc.property(big, (value) => {
        expect(power(value, prime, prime)).toBe(value % prime);
        expect(power(value, 0n, prime)).toBe(1n);
      }),
      { numRuns: 20 },
    );
  });

  it('goes to bytes and back', () => {
    fc.assert(
      fc.property(big, (value) => {
        expect(toInteger(toBytes(value, 33))).toBe(value);
      }),
    );
    expect(toInteger(new Uint8Array(0))).toBe(0n);
    expect(() => toBytes(256n, 1)).toThrow(RangeError);
    expect(toHex(toBytes(255n, 2))).toBe(toHex(fromHex('00ff')));
  });
});
