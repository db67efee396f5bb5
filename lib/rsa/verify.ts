/**
 * RSASSA-PSS verification by WebCrypto (RFC 8017 section 8.1.2), MGF1 over the same hash as the message.
 * The key goes in as JWK because WebCrypto refuses SubjectPublicKeyInfo with id-RSASSA-PSS.
 * Must never take the salt length from the signature: the caller's protocol fixes it.
 */
import { toBase64Url, type Bytes } from '../bytes/index.ts';
import { RsaError } from './errors.ts';
import type { RsaPublicKey } from './public-key.ts';

export interface PssScheme {
  readonly hash: 'SHA-256' | 'SHA-384';
  readonly saltLength: number;
}

/** True when the signature over `message` holds; throws RsaError where the platform cannot use the key. */
export async function verifyPss(
  key: RsaPublicKey,
  scheme: PssScheme,
  signature: Bytes,
  message: Bytes,
): Promise<boolean> {
  // Engines differ on signatures that are shorter or longer than the modulus; here none of them is asked.
  if (signature.length !== key.modulus.length) return false;
  const jwk = { kty: 'RSA', n: toBase64Url(key.modulus), e: toBase64Url(key.exponent) };
  const algorithm = { name: 'RSA-PSS', hash: scheme.hash };
  let imported: CryptoKey;
  try {
    imported = await crypto.subtle.importKey('jwk', jwk, algorithm, false, ['verify']);
  } catch (cause) {
    throw new RsaError('rsa-key-invalid', 'import', { cause });
  }
  const parameters = { name: 'RSA-PSS', saltLength: scheme.saltLength };
  return crypto.subtle.verify(parameters, imported, signature, message);
}
