/**
 * An issuer's public key of token type 0x0002 (RFC 9578 section 6.5): RSASSA-PSS, SHA-384, salt 48, 2048 bits. Its id
 * is the hash of its DER bytes as they came. Must never be encoded anew: another spelling is another id.
 */
import { copyOf, type Bytes } from '../bytes/index.ts';
import { parseRsaPublicKey, RsaError, type RsaPublicKey } from '../rsa/index.ts';
import { CreditsError } from './errors.ts';

export interface IssuerKey {
  readonly spki: Bytes;
  readonly keyId: Bytes;
  /** The last byte of the id: all that a request says, so that the issuer cannot mark a client by a key. */
  readonly truncatedId: number;
  readonly rsa: RsaPublicKey;
}

/** Nk: bytes of a blinded message, a signature, and the modulus. */
export const NK = 256;

export async function readIssuerKey(spki: Bytes): Promise<IssuerKey> {
  const rsa = rsaOf(spki);
  if (rsa.algorithm !== 'rsa-pss-sha384' || rsa.modulusBits !== 8 * NK) {
    throw new CreditsError('issuer-key-invalid', `${rsa.algorithm}, ${rsa.modulusBits} bits`);
  }
  const keyId = await sha256(spki);
  return { spki: copyOf(spki), keyId, truncatedId: keyId.at(-1) ?? 0, rsa };
}

export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

function rsaOf(spki: Bytes): RsaPublicKey {
  try {
    return parseRsaPublicKey(spki);
  } catch (cause) {
    if (!(cause instanceof RsaError)) throw cause;
    throw new CreditsError('issuer-key-invalid', undefined, { cause });
  }
}
