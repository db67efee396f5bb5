/**
 * RSA blind signatures, client side (RFC 9474), with SHA-384:
 *
 *   blind     EM = EMSA-PSS-ENCODE(message, bits - 1);  z = EM * r^e mod n
 *   finalise  s = z' * r^-1 mod n;  verify RSASSA-PSS(message, s)
 *
 * Privacy Pass uses RSABSSA-SHA384-PSS-Deterministic: the message is not prefixed, the salt is still 48 random bytes.
 * Must never hand out a signature that does not verify: an issuer that answers with a marked one is tagging.
 */
import { concat, u32, type Bytes } from '../bytes/index.ts';
import { verifyPss, type RsaPublicKey } from '../rsa/index.ts';
import { CreditsError } from './errors.ts';
import { inverse, power, toBytes, toInteger } from './modular.ts';

const HASH_LENGTH = 48;

async function sha384(...parts: readonly Uint8Array[]): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-384', concat(...parts)));
}

/** MGF1 (RFC 8017 appendix B.2.1). */
async function mask(seed: Bytes, length: number): Promise<Bytes> {
  const blocks: Bytes[] = [];
  for (let i = 0; i * HASH_LENGTH < length; i++) blocks.push(await sha384(seed, u32(i)));
  return concat(...blocks).subarray(0, length);
}

/** EMSA-PSS-ENCODE (RFC 8017 section 9.1.1) for a modulus of this many bits. */
export async function encodePss(message: Bytes, modulusBits: number, salt: Bytes): Promise<Bytes> {
  const length = Math.ceil((modulusBits - 1) / 8);
  const hash = await sha384(new Uint8Array(8), await sha384(message), salt);
  const padding = new Uint8Array(length - salt.length - HASH_LENGTH - 2);
  const block = concat(padding, Uint8Array.of(1), salt);
  const masked = await mask(hash, block.length);
  for (let i = 0; i < block.length; i++) masked[i] = (masked[i] ?? 0) ^ (block[i] ?? 0);
  masked[0] = (masked[0] ?? 0) & (0xff >> (8 * length - (modulusBits - 1)));
  return concat(masked, hash, Uint8Array.of(0xbc));
}

/** A blind r, uniform in 1..n-1 and invertible, as wide as the modulus. */
export function drawBlind(key: RsaPublicKey, random: (length: number) => Uint8Array): Bytes {
  const n = toInteger(key.modulus);
  const topMask = 0xff >> (8 * key.modulus.length - key.modulusBits);
  // Each draw is below n with a chance of a half at least; a generator that fails so often is broken.
  for (let attempt = 0; attempt < 256; attempt++) {
    const bytes = new Uint8Array(random(key.modulus.length));
    bytes[0] = (bytes[0] ?? 0) & topMask;
    const r = toInteger(bytes);
    if (r > 0n && r < n && inverse(r, n) !== undefined) return bytes;
  }
  throw new CreditsError('issuer-key-invalid', 'no blind found');
}

export async function blind(
  key: RsaPublicKey,
  message: Bytes,
  salt: Bytes,
  r: Bytes,
): Promise<Bytes> {
  const n = toInteger(key.modulus);
  const encoded = toInteger(await encodePss(message, key.modulusBits, salt));
  // A message with a factor of n in it would give the key away; it does not happen with an honest key.
  if (inverse(encoded, n) === undefined) throw new CreditsError('issuer-key-invalid', 'factor');
  const factor = power(toInteger(r), toInteger(key.exponent), n);
  return toBytes((encoded * factor) % n, key.modulus.length);
}

/** The signature out of a blind one; throws 'token-response-invalid' unless it verifies with this salt length. */
export async function finalize(
  key: RsaPublicKey,
  message: Bytes,
  saltLength: number,
  r: Bytes,
  blindSignature: Bytes,
): Promise<Bytes> {
  const n = toInteger(key.modulus);
  if (blindSignature.length !== key.modulus.length) {
    throw new CreditsError('token-response-invalid', 'length');
  }
  const undo = inverse(toInteger(r), n);
  if (undo === undefined) throw new CreditsError('issuer-key-invalid', 'factor');
  const signature = toBytes((toInteger(blindSignature) * undo) % n, key.modulus.length);
  if (!(await verifyPss(key, { hash: 'SHA-384', saltLength }, signature, message))) {
    throw new CreditsError('token-response-invalid', 'signature');
  }
  return signature;
}

/** True when `signature` is the raw RSA signature of `message`: what a signer checks before it answers. */
export function isRawSignature(key: RsaPublicKey, message: Bytes, signature: Bytes): boolean {
  const n = toInteger(key.modulus);
  if (signature.length !== key.modulus.length) return false;
  const s = toInteger(signature);
  return s < n && power(s, toInteger(key.exponent), n) === toInteger(message);
}

/** True when the number is one that can be signed. */
export function isBelowModulus(key: RsaPublicKey, message: Bytes): boolean {
  return toInteger(message) < toInteger(key.modulus);
}
