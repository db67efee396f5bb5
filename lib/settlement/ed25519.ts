/**
 * Ed25519 (RFC 8032) by WebCrypto, for notes and checkpoints.
 * Must never accept a key on which engines disagree, and never see where a private key is kept.
 */
import { copyOf, equal, fromBase64Url, fromHex, type Bytes } from '../bytes/index.ts';

/** Signs exactly these bytes; where the private key lives is the caller's affair. */
export type Sign = (message: Bytes) => Promise<Bytes>;

const PUBLIC_KEY_LENGTH = 32;
export const SIGNATURE_LENGTH = 64;

/** y coordinates of the points of order 1, 2, 4 and 8, sign bit cleared. */
const SMALL_ORDER_Y = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map((hex) => fromHex(hex));

/**
 * True for a key that every engine reads alike: y below the field prime, and not of small order, where one
 * signature can fit many messages and where OpenSSL, BoringSSL and NSS have disagreed.
 */
export function isOrdinaryPublicKey(publicKey: Bytes): boolean {
  if (publicKey.length !== PUBLIC_KEY_LENGTH) return false;
  const y = copyOf(publicKey);
  y[31] = (y[31] ?? 0) & 0x7f;
  const isBelowPrime =
    y[31] !== 0x7f || y.subarray(1, 31).some((byte) => byte !== 0xff) || (y[0] ?? 0) < 0xed;
  return isBelowPrime && !SMALL_ORDER_Y.some((small) => equal(small, y));
}

/** False for a wrong length, a key no engine takes, and a signature that does not verify. */
export async function verifyEd25519(
  publicKey: Bytes,
  message: Bytes,
  signature: Bytes,
): Promise<boolean> {
  if (signature.length !== SIGNATURE_LENGTH || !isOrdinaryPublicKey(publicKey)) return false;
  try {
    const key = await crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', key, signature, message);
  } catch {
    // A point off the curve: importing it throws in one engine, verifying with it fails in another.
    return false;
  }
}

/** RFC 8410: what stands before the 32 seed bytes in a PKCS #8 private key. */
const PKCS8_PREFIX = fromHex('302e020100300506032b657004220420');

/** A signer over a 32-byte private seed, with its public key. */
export async function signerFromSeed(seed: Bytes): Promise<{ publicKey: Bytes; sign: Sign }> {
  const pkcs8 = new Uint8Array([...PKCS8_PREFIX, ...seed]);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', true, ['sign']);
  const { x } = await crypto.subtle.exportKey('jwk', key);
  return {
    publicKey: fromBase64Url(x ?? ''),
    sign: async (message) => new Uint8Array(await crypto.subtle.sign('Ed25519', key, message)),
  };
}
