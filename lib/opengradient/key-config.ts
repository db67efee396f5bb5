/**
 * The key configuration that an enclave signs (sections 2.4 to 2.7):
 *
 *   H = keccak256(domain | tee_id | uint256 key_id, kem_id, kdf_id, aead_id | keccak256(public key) | keccak256(blob))
 *   blob (41) = key_id 1 | kem_id 2 | public key 32 | 0004 | kdf_id 2 | aead_id 2
 *
 * Must never be skipped for a configuration that came by another way than the registry: the key of a relay in the
 * middle looks just as good.
 */
import { concat, equal, u16, u8, utf8, type Bytes } from '../bytes/index.ts';
import { verifyPss } from '../rsa/index.ts';
import { OpengradientError } from './errors.ts';
import { hash32, keccak, teeIdOf, uint256 } from './hashes.ts';
import { signingKeyOf, TEE_SIGNATURE } from './verify-answer.ts';

export interface OhttpKey {
  readonly keyId: number;
  readonly kemId: number;
  readonly kdfId: number;
  readonly aeadId: number;
  readonly publicKey: Bytes;
  /** The configuration as one entry of RFC 9458 section 3, without the length prefix of a list. */
  readonly keyConfig: Bytes;
}

/** The only suite that gateways have. */
export const GATEWAY_SUITE = { kemId: 0x0020, kdfId: 0x0001, aeadId: 0x0003 } as const;

const DOMAIN = keccak(utf8('OPENGRADIENT_TEE_OHTTP_CONFIG_V1'));

/** The blob that these numbers and this key must have. */
export function keyConfigBlob(key: Omit<OhttpKey, 'keyConfig'>): Bytes {
  return concat(
    u8(key.keyId),
    u16(key.kemId),
    key.publicKey,
    u16(4),
    u16(key.kdfId),
    u16(key.aeadId),
  );
}

/** The 32 bytes that the enclave signs for its configuration. */
export function keyConfigHash(teeId: string, key: OhttpKey): Bytes {
  const id = hash32(teeId);
  if (id === undefined) throw new OpengradientError('chain-data-invalid', 'tee id');
  const numbers = [key.keyId, key.kemId, key.kdfId, key.aeadId].map((n) => uint256(BigInt(n)));
  return keccak(DOMAIN, id, ...numbers, keccak(key.publicKey), keccak(key.keyConfig));
}

/** Throws 'chain-data-invalid' unless the configuration is one a client can seal to and says the same thing twice. */
export function checkOhttpKey(key: OhttpKey): void {
  const suite = GATEWAY_SUITE;
  const isKnown =
    key.kemId === suite.kemId && key.kdfId === suite.kdfId && key.aeadId === suite.aeadId;
  if (!isKnown || key.publicKey.length !== 32 || !equal(key.keyConfig, keyConfigBlob(key))) {
    throw new OpengradientError('chain-data-invalid', 'key configuration');
  }
}

/** True when the signing key vouches for the configuration. Throws for one that nobody could seal to. */
export async function isKeySignature(
  key: OhttpKey,
  signature: Bytes,
  signingKey: Bytes,
): Promise<boolean> {
  checkOhttpKey(key);
  const hash = keyConfigHash(teeIdOf(signingKey), key);
  return verifyPss(signingKeyOf(signingKey), TEE_SIGNATURE, signature, hash);
}
