import { describe, expect, it } from 'vitest';
import { HYBRID_KEM, HYBRID_SUITE } from '../../lib/ohttp/hybrid/index.ts';
import { hybridSuite } from '../../lib/ohttp/index.ts';

describe('the hybrid suite, loaded late', () => {
  it('is known by its sizes without loading anything', () => {
    const { kem, kdf, aead } = hybridSuite(() => Promise.reject(new Error('loaded')));
    const { id, publicKeySize, encSize } = HYBRID_KEM;
    expect(kem).toMatchObject({ id, publicKeySize, encSize });
    expect({ kdf, aead }).toEqual({ kdf: HYBRID_SUITE.kdf, aead: HYBRID_SUITE.aead });
  });

  it('agrees on a secret by what it loads', async () => {
    const { kem } = hybridSuite(() => Promise.resolve(HYBRID_KEM));
    const own = await kem.generate();
    const { enc, sharedSecret } = await kem.encap(own.publicKey);
    expect(await own.decap(enc)).toEqual(sharedSecret);
  });
});
