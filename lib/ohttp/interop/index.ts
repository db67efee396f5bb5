/**
 * What the conformance runner, the tests and the benches need and the product must not contain: other suites, other
 * modes, given ephemeral keys. A rule test holds that no bundle of the product reaches this folder.
 */
import { aesGcm, AES_128_GCM } from '../aes-gcm.ts';
import { CHACHA20_POLY1305 } from '../chacha20-poly1305.ts';
import { OhttpError } from '../errors.ts';
import type { Aead, Kdf } from '../hpke.ts';
import { TWO_STAGE_KDFS } from './kdfs.ts';
import { EXACT_DH_KEMS, type ExactKem } from './kems.ts';
import { EXACT_PQ_KEMS } from './pq-kems.ts';
import { EXACT_HYBRID, EXACT_WEBCRYPTO_X25519 } from './product-kems.ts';

export { hpkeSetup, type HpkeInputs, type HpkeSetup } from './modes.ts';
export { exactPrivateKey, withEphemeral, type ExactKem } from './kems.ts';
export { decodeVarintExact } from './varint-exact.ts';
export { HEADER_SIZE, nonceAt, requestInfo, responseSecrets } from '../protocol.ts';
export {
  keySchedule,
  type Aead,
  type Kdf,
  type Kem,
  type KemPrivateKey,
  type Suite,
} from '../hpke.ts';
export { HKDF_SHA256 } from '../hkdf-sha256.ts';
export { decodeVarint, encodeVarint } from '../varint.ts';

/** Export-only (RFC 9180 section 7.3): a key schedule without a key. */
const EXPORT_ONLY: Aead = {
  id: 0xffff,
  keySize: 0,
  nonceSize: 0,
  importKey() {
    throw new OhttpError('key-config-unsupported', 'export-only');
  },
};

const AEADS: readonly Aead[] = [
  AES_128_GCM,
  /* @__PURE__ */ aesGcm(0x0002, 32),
  CHACHA20_POLY1305,
  EXPORT_ONLY,
];

/** Every implementation of a KEM: X25519 has two, and vectors must hold for both. */
export function kemsOf(id: number): readonly ExactKem[] {
  const all = [EXACT_WEBCRYPTO_X25519, ...EXACT_DH_KEMS, EXACT_HYBRID, ...EXACT_PQ_KEMS];
  return all.filter((kem) => kem.id === id);
}

export function aeadOf(id: number): Aead | undefined {
  return AEADS.find((aead) => aead.id === id);
}

export function kdfOf(id: number): Kdf | undefined {
  return TWO_STAGE_KDFS.find((kdf) => kdf.id === id);
}
