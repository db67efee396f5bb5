/** @hpke/core seals, we open, and the other way round: base mode against an implementation that is not ours. */
import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { Aes128Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core';
import { ml_kem768_x25519 } from '@noble/post-quantum/hybrid.js';
import { describe, expect, it } from 'vitest';
import { concat, copyOf, utf8 } from '../../lib/bytes/index.ts';
import {
  AES_SUITE,
  createGatewayKey,
  MEDIA,
  openRequest,
  prepareSeal,
  PRODUCT_SUITE,
} from '../../lib/ohttp/index.ts';
import { HYBRID_KEM, hybridEncap, hybridPrivateKey } from '../../lib/ohttp/hybrid/index.ts';
import { generateX25519, importX25519, x25519PrivateKey } from '../../lib/ohttp/x25519.ts';
import { gatewayKeyOf } from '../../lib/ohttp/index.ts';
import { random } from './support.ts';

const cases = [
  { suite: PRODUCT_SUITE, aead: new Chacha20Poly1305(), id: 3 },
  { suite: AES_SUITE, aead: new Aes128Gcm(), id: 1 },
];

describe.each(cases)('the oracle with AEAD $id', ({ suite, aead, id }) => {
  const oracle = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead });
  const header = Uint8Array.of(9, 0, 0x20, 0, 1, 0, id);
  const info = concat(utf8('message/bhttp request'), new Uint8Array(1), header);

  it('opens what we seal, and exports the same secret', async () => {
    for (let i = 0; i < 10; i++) {
      const secret = random(32);
      const key = gatewayKeyOf(9, x25519PrivateKey(await importX25519(secret)), [suite]);
      const question = random(i * 100);
      const seal = await prepareSeal({ config: key.config, suite }, 'single');
      const { bytes } = await seal.seal(question);
      expect(bytes.subarray(0, 7)).toEqual(header);
      const recipient = await oracle.createRecipientContext({
        recipientKey: await oracle.kem.importKey('raw', secret.buffer, false),
        enc: seal.enc.buffer,
        info,
      });
      expect(new Uint8Array(await recipient.open(bytes.slice(39)))).toEqual(question);
    }
  });

  it('seals what we open', async () => {
    for (let i = 0; i < 10; i++) {
      const key = await createGatewayKey(9, [suite]);
      const sender = await oracle.createSenderContext({
        recipientPublicKey: await oracle.kem.importKey(
          'raw',
          key.config.publicKey.slice().buffer,
          true,
        ),
        info,
      });
      const question = random(i * 100);
      const sealed = new Uint8Array(await sender.seal(question));
      const wire = concat(header, new Uint8Array(sender.enc), sealed);
      const opened = await openRequest([key], MEDIA.request, wire, { random });
      expect(opened.plaintext).toEqual(question);
      expect(opened.enc).toEqual(new Uint8Array(sender.enc));
    }
  });
});

describe('the hybrid against another X-Wing', () => {
  it('opens what that one encapsulates, and the other way round', async () => {
    const seed = random(32);
    const ours = await hybridPrivateKey(seed);
    const theirs = ml_kem768_x25519.keygen(seed);
    expect(ours.publicKey).toEqual(copyOf(theirs.publicKey));
    const from = ml_kem768_x25519.encapsulate(ours.publicKey);
    expect(await ours.decap(copyOf(from.cipherText))).toEqual(copyOf(from.sharedSecret));
    const { enc, sharedSecret } = await hybridEncap(ours.publicKey, await generateX25519());
    expect(enc).toHaveLength(HYBRID_KEM.encSize);
    expect(copyOf(ml_kem768_x25519.decapsulate(enc, theirs.secretKey))).toEqual(sharedSecret);
  });
});
