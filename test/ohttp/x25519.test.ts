import { x25519 as reference } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import { copyOf } from '../../lib/bytes/index.ts';
import {
  createGatewayKey,
  importX25519,
  MEDIA,
  openRequest,
  prepareSeal,
  PRODUCT_SUITE,
  x25519PrivateKey,
} from '../../lib/ohttp/index.ts';
import { NOBLE_SUITE, nobleX25519PrivateKey } from '../../lib/ohttp/noble/index.ts';
import { codeFrom, NOTHING, random } from './support.ts';

/** Zero, one, the two points of order 8, p - 1, p, p + 1: the other 24 of the vectors are these in other clothes. */
const LOW_ORDER = [
  '00'.repeat(32),
  `01${'00'.repeat(31)}`,
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  `ec${'ff'.repeat(30)}7f`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')));

describe('X25519', () => {
  it('gives the same secrets on both engines', async () => {
    for (let i = 0; i < 10; i++) {
      const secret = random(32);
      const [native, noble] = [
        x25519PrivateKey(await importX25519(secret)),
        nobleX25519PrivateKey(secret),
      ];
      expect(native.publicKey).toEqual(copyOf(reference.getPublicKey(secret)));
      const enc = copyOf(reference.getPublicKey(random(32)));
      expect(await native.decap(enc)).toEqual(await noble.decap(enc));
    }
  });

  it.each([
    ['WebCrypto', PRODUCT_SUITE],
    ['noble', NOBLE_SUITE],
  ])('by %s refuses points of low order on both sides', async (_, suite) => {
    const key = await createGatewayKey(1, [suite]);
    for (const point of LOW_ORDER) {
      const config = { ...key.config, publicKey: point };
      expect(await codeFrom(() => prepareSeal({ config, suite }, 'single'))).toBe(
        'low-order-point',
      );
      const { bytes } = await (
        await prepareSeal({ config: key.config, suite }, 'single')
      ).seal(NOTHING);
      bytes.set(point, 7);
      expect(await codeFrom(() => openRequest([key], MEDIA.request, bytes, { random }))).toBe(
        'low-order-point',
      );
    }
  });
});
