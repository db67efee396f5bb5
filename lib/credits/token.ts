/**
 * A token of type 0x0002 (RFC 9577 section 2.2, RFC 9578 section 6), 354 bytes:
 *
 *   token input   u16 0x0002 | nonce 32 | challenge digest 32 | token key id 32        98, what is signed
 *   authenticator RSASSA-PSS(SHA-384, salt 48) over the token input                    256
 *
 * Must never be taken for spent or unspent here: the store of spent tokens asks by `spentId`, after the signature.
 */
import { concat, equal, u16, type Bytes } from '../bytes/index.ts';
import { verifyPss } from '../rsa/index.ts';
import { TOKEN_TYPE } from './challenge.ts';
import { CreditsError } from './errors.ts';
import { NK, type IssuerKey } from './issuer-key.ts';

export const SALT_LENGTH = 48;
export const NONCE_LENGTH = 32;
const INPUT_LENGTH = 98;
export const TOKEN_LENGTH = INPUT_LENGTH + NK;

export interface Token {
  readonly nonce: Bytes;
  readonly challengeDigest: Bytes;
  readonly keyId: Bytes;
  readonly authenticator: Bytes;
  readonly bytes: Bytes;
}

export function tokenInput(nonce: Bytes, challengeDigest: Bytes, keyId: Bytes): Bytes {
  return concat(u16(TOKEN_TYPE), nonce, challengeDigest, keyId);
}

export function parseToken(bytes: Bytes): Token {
  if (bytes.length !== TOKEN_LENGTH) throw new CreditsError('token-length-invalid');
  const type = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  if (type !== TOKEN_TYPE) throw new CreditsError('token-type-unknown');
  return {
    nonce: bytes.slice(2, 34),
    challengeDigest: bytes.slice(34, 66),
    keyId: bytes.slice(66, 98),
    authenticator: bytes.slice(98),
    bytes,
  };
}

export interface Redemption {
  /** The keys that are accepted now, not all that there ever were. */
  readonly keys: readonly IssuerKey[];
  /** The service's one digest. */
  readonly challengeDigest: Bytes;
}

/** Checks length, type, key, digest and signature, in this order, and returns the token. */
export async function verifyToken(
  bytes: Bytes,
  { keys, challengeDigest }: Redemption,
): Promise<Token> {
  const token = parseToken(bytes);
  const key = keys.find(({ keyId }) => equal(keyId, token.keyId));
  if (key === undefined) throw new CreditsError('token-key-unknown');
  if (!equal(token.challengeDigest, challengeDigest)) {
    throw new CreditsError('token-of-another-challenge');
  }
  const scheme = { hash: 'SHA-384', saltLength: SALT_LENGTH } as const;
  const input = bytes.slice(0, INPUT_LENGTH);
  if (!(await verifyPss(key.rsa, scheme, token.authenticator, input))) {
    throw new CreditsError('token-signature-invalid');
  }
  return token;
}

/** By what a spent token is remembered: not by its bytes, since one nonce can carry several valid signatures. */
export function spentId(token: Token): Bytes {
  return concat(token.keyId, token.nonce);
}
