import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { viewOf } from '../../lib/ohttp/chacha20.ts';
import { CHACHA20_POLY1305 } from '../../lib/ohttp/chacha20-poly1305.ts';
import { Poly1305 } from '../../lib/ohttp/poly1305.ts';
import { codeFrom } from './support.ts';

/** Random bytes, and the runs of ones and zeros on which carries go wrong. */
const edgy = (length: number): fc.Arbitrary<Bytes> =>
  fc.oneof(
    fc.constantFrom(0x00, 0xff, 0xfb, 0xfe, 0x01).map((byte) => new Uint8Array(length).fill(byte)),
    fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => new Uint8Array(bytes)),
  );
const edgyUpTo = (max: number): fc.Arbitrary<Bytes> => fc.nat(max).chain(edgy);

const key = (bytes: Bytes) => {
  const imported = CHACHA20_POLY1305.importKey(bytes.slice());
  if (imported instanceof Promise) throw new TypeError('importing waits');
  return imported;
};

describe('ChaCha20-Poly1305', () => {
  it('gives the example of RFC 8439 section 2.8.2', async () => {
    const plaintext = utf8(
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
    );
    const aead = key(fromHex('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f'));
    const nonce = fromHex('070000004041424344454647');
    const aad = fromHex('50515253c0c1c2c3c4c5c6c7');
    const sealed = await aead.seal(nonce, plaintext, aad);
    expect(toHex(sealed)).toBe(
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b' +
        '1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc' +
        '3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
    );
    expect(await aead.open(nonce, sealed, aad)).toEqual(plaintext);
  });

  // RFC 8439 appendix A.3, vectors 7 to 11: every place where a carry or the final subtraction can be missed.
  it.each([
    ['02', '', 'ff'.repeat(16), '03'],
    ['02', 'ff'.repeat(16), `02${'00'.repeat(15)}`, '03'],
    ['01', '', `${'ff'.repeat(16)}f0${'ff'.repeat(15)}11${'00'.repeat(15)}`, '05'],
    ['01', '', `${'ff'.repeat(16)}fb${'fe'.repeat(15)}${'01'.repeat(16)}`, ''],
    ['02', '', `fd${'ff'.repeat(15)}`, `fa${'ff'.repeat(15)}`],
    [
      '010000000000000004',
      '',
      `e33594d7505e43b9${'00'.repeat(8)}3394d7505e4379cd01${'00'.repeat(7)}${'00'.repeat(16)}01${'00'.repeat(15)}`,
      '140000000000000055',
    ],
    [
      '010000000000000004',
      '',
      `e33594d7505e43b9${'00'.repeat(8)}3394d7505e4379cd01${'00'.repeat(7)}${'00'.repeat(16)}`,
      '13',
    ],
  ])('carries right: r %s', (r, s, message, tag) => {
    const poly = new Poly1305(viewOf(fromHex(r.padEnd(32, '0') + s.padEnd(32, '0'))));
    poly.updatePadded(fromHex(message));
    expect(toHex(poly.digest())).toBe(tag.padEnd(32, '0'));
  });

  it('agrees with an independent implementation on any input', async () => {
    const inputs = fc.tuple(edgy(32), edgy(12), edgyUpTo(300), edgyUpTo(40));
    await fc.assert(
      fc.asyncProperty(inputs, async ([raw, nonce, plaintext, aad]) => {
        const sealed = await key(raw).seal(nonce, plaintext, aad);
        expect(toHex(sealed)).toBe(toHex(chacha20poly1305(raw, nonce, aad).encrypt(plaintext)));
        expect(await key(raw).open(nonce, sealed, aad)).toEqual(plaintext);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the same bytes above the size from which the platform may do the work', async () => {
    for (const length of [2047, 2048, 4096, 65_537]) {
      const raw = new Uint8Array(32).fill(length);
      const [nonce, plaintext] = [new Uint8Array(12), new Uint8Array(length).fill(3)];
      const sealed = await key(raw).seal(nonce, plaintext, nonce);
      expect(toHex(sealed)).toBe(toHex(chacha20poly1305(raw, nonce, nonce).encrypt(plaintext)));
      expect(await key(raw).open(nonce, sealed, nonce)).toEqual(plaintext);
    }
  });

  it('opens nothing that was changed in any bit, and says no more than that', async () => {
    const [raw, nonce, aad] = [new Uint8Array(32), new Uint8Array(12), utf8('final')];
    const sealed = await key(raw).seal(nonce, utf8('a question'), aad);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const thrown: unknown = await Promise.resolve()
        .then(() => key(raw).open(nonce, changed, aad))
        .catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: 'open-failed', message: 'open-failed' });
      expect(thrown).not.toHaveProperty('cause');
    }
    expect(await codeFrom(() => key(raw).open(nonce, sealed, new Uint8Array(0)))).toBe(
      'open-failed',
    );
    for (let length = 0; length < sealed.length; length++) {
      const cut = sealed.subarray(0, length);
      expect(await codeFrom(() => key(raw).open(nonce, cut, aad))).toBe('open-failed');
    }
  });

  it('does nothing any more once it is wiped, since the key is zeros then', async () => {
    const [raw, nonce] = [new Uint8Array(32).fill(5), new Uint8Array(12)];
    const wiped = key(raw);
    const sealed = await wiped.seal(nonce, nonce, nonce);
    wiped.wipe();
    expect(await codeFrom(() => wiped.seal(nonce, nonce, nonce))).toBe('context-wiped');
    expect(await codeFrom(() => wiped.open(nonce, sealed, nonce))).toBe('context-wiped');
  });
});
