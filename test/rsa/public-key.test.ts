import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { concat, copyOf, fromHex, type Bytes } from '../../lib/bytes/index.ts';
import { parseRsaPublicKey, RsaError, verifyPss } from '../../lib/rsa/index.ts';
import { readVectors, ownVectors } from '../vectors/shared.ts';

const SCHEME = { hash: 'SHA-256', saltLength: 32 } as const;

async function keyPair(modulusLength: number): Promise<CryptoKeyPair> {
  const algorithm = { name: 'RSA-PSS', hash: 'SHA-256', modulusLength };
  const publicExponent = Uint8Array.of(1, 0, 1);
  return crypto.subtle.generateKey({ ...algorithm, publicExponent }, true, ['sign', 'verify']);
}

async function spkiOf(pair: CryptoKeyPair): Promise<Bytes> {
  return copyOf(new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)));
}

describe('an RSA public key', () => {
  let pair: CryptoKeyPair;
  let spki: Bytes;
  beforeAll(async () => {
    pair = await keyPair(2048);
    spki = await spkiOf(pair);
  });

  it('is read from its one DER form', () => {
    const key = parseRsaPublicKey(spki);
    expect(key).toMatchObject({ algorithm: 'rsa', modulusBits: 2048 });
    expect(key.modulus).toHaveLength(256);
    expect([...key.exponent]).toEqual([1, 0, 1]);
  });

  it('verifies what its other half signed, and nothing else', async () => {
    const key = parseRsaPublicKey(spki);
    const message = fromHex('0102');
    const sign = async (saltLength: number): Promise<Bytes> =>
      new Uint8Array(
        await crypto.subtle.sign({ name: 'RSA-PSS', saltLength }, pair.privateKey, message),
      );
    const signature = await sign(32);
    expect(await verifyPss(key, SCHEME, signature, message)).toBe(true);
    expect(await verifyPss(key, SCHEME, signature, fromHex('0103'))).toBe(false);
    expect(await verifyPss(key, SCHEME, await sign(20), message)).toBe(false);
    expect(await verifyPss(key, SCHEME, concat(signature, fromHex('00')), message)).toBe(false);
    expect(await verifyPss(key, SCHEME, new Uint8Array(0), message)).toBe(false);
  });

  it('is refused in any other spelling, with the one code', () => {
    const bad = [
      concat(spki, fromHex('00')),
      spki.slice(0, -1),
      spki.slice(1),
      new Uint8Array(0),
      // The contents under another tag, and one byte of length said in the long form.
      concat(fromHex('31'), spki.slice(1)),
      // Without NULL parameters.
      fromHex('300f300b06092a864886f70d010101030000'),
    ];
    for (const bytes of bad) expect(() => parseRsaPublicKey(bytes)).toThrow(RsaError);
  });

  it('never crashes on a changed byte', () => {
    fc.assert(
      fc.property(fc.nat(spki.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = copyOf(spki);
        bytes[at] = (bytes[at] ?? 0) ^ change;
        try {
          expect(parseRsaPublicKey(bytes).modulusBits).toBeGreaterThanOrEqual(2041);
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(RsaError);
        }
      }),
    );
  });

  it('is refused when it is too small', async () => {
    const small = await spkiOf(await keyPair(1024));
    expect(() => parseRsaPublicKey(small)).toThrow(/1024 bits/);
  });

  it('of the Privacy Pass kind is told from the plain kind', () => {
    const [entry] = [readVectors(ownVectors('privacypass'), 'rfc9578-blind-rsa.json')].flat();
    const [, hex = ''] = /"pkS":"([0-9a-f]+)"/.exec(JSON.stringify(entry)) ?? [];
    expect(parseRsaPublicKey(fromHex(hex)).algorithm).toBe('rsa-pss-sha384');
    const otherSalt = hex.replace('a203020130', 'a203020120');
    expect(() => parseRsaPublicKey(fromHex(otherSalt))).toThrow(/algorithm/);
  });
});
