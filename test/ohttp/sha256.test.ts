import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, toHex, utf8 } from '../../lib/bytes/index.ts';
import { hmacSha256, sha256 } from '../../lib/ohttp/sha256.ts';
import { anyBytes } from './support.ts';

describe('SHA-256', () => {
  it('gives the examples of FIPS 180-4', () => {
    expect(toHex(sha256(utf8('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(toHex(sha256())).toBe(
      'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    );
    const twoBlocks = utf8('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq');
    expect(toHex(sha256(twoBlocks))).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });

  it('agrees with Node at every length around the block boundaries', () => {
    for (let length = 0; length < 400; length++) {
      const bytes = new Uint8Array(length).map((_, i) => i * 7 + length);
      expect(toHex(sha256(bytes))).toBe(createHash('sha256').update(bytes).digest('hex'));
    }
  });

  it('agrees with Node on parts, and HMAC under keys of any length', () => {
    fc.assert(
      fc.property(anyBytes(), anyBytes(), anyBytes(200), (a, b, key) => {
        const whole = concat(a, b);
        expect(toHex(sha256(a, b))).toBe(createHash('sha256').update(whole).digest('hex'));
        expect(toHex(hmacSha256(key, a, b))).toBe(
          createHmac('sha256', key).update(whole).digest('hex'),
        );
      }),
    );
  });
});
