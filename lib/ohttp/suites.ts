/**
 * The suites of the product. One fixed suite for everybody: a choice that differs between installs would tell
 * them apart. Why this one: README.md, Suite. The hybrid is a suite of its own in hybrid/index.ts.
 */
import { AES_128_GCM } from './aes-gcm.ts';
import { CHACHA20_POLY1305 } from './chacha20-poly1305.ts';
import { HKDF_SHA256 } from './hkdf-sha256.ts';
import type { Suite } from './hpke.ts';
import { DHKEM_X25519 } from './x25519.ts';

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305. */
export const PRODUCT_SUITE: Suite = {
  kem: DHKEM_X25519,
  kdf: HKDF_SHA256,
  aead: CHACHA20_POLY1305,
};

/** The same with AES-128-GCM, which RFC 9458 makes mandatory to implement. */
export const AES_SUITE: Suite = { kem: DHKEM_X25519, kdf: HKDF_SHA256, aead: AES_128_GCM };
