/**
 * Getting a token (RFC 9578 section 6), client side. The secrets are drawn first and can be kept: the same secrets give
 * the same request again, so that a purchase that got lost is repeated and not paid twice.
 *
 *   TokenRequest   u16 0x0002 | u8 last byte of the key id | blinded message 256      259
 *   TokenResponse  blind signature 256
 *
 * Must never be used twice for different tokens: one set of secrets, one token.
 */
import { concat, copyOf, u16, u8, type Bytes } from '../bytes/index.ts';
import { blind, drawBlind, finalize } from './blind-rsa.ts';
import { TOKEN_TYPE } from './challenge.ts';
import type { IssuerKey } from './issuer-key.ts';
import { NONCE_LENGTH, SALT_LENGTH, tokenInput } from './token.ts';

export interface TokenSecrets {
  readonly nonce: Bytes;
  readonly salt: Bytes;
  readonly blind: Bytes;
}

/** Draws nonce, salt and blind, in this order. */
export function drawSecrets(key: IssuerKey, random: (length: number) => Uint8Array): TokenSecrets {
  const nonce = copyOf(random(NONCE_LENGTH));
  const salt = copyOf(random(SALT_LENGTH));
  return { nonce, salt, blind: drawBlind(key.rsa, random) };
}

export async function requestToken(
  key: IssuerKey,
  challengeDigest: Bytes,
  secrets: TokenSecrets,
): Promise<Bytes> {
  const input = tokenInput(secrets.nonce, challengeDigest, key.keyId);
  const blinded = await blind(key.rsa, input, secrets.salt, secrets.blind);
  return concat(u16(TOKEN_TYPE), u8(key.truncatedId), blinded);
}

/** The token out of the issuer's response; throws 'token-response-invalid' and is to be thrown away then. */
export async function finishToken(
  key: IssuerKey,
  challengeDigest: Bytes,
  secrets: TokenSecrets,
  response: Bytes,
): Promise<Bytes> {
  const input = tokenInput(secrets.nonce, challengeDigest, key.keyId);
  const signature = await finalize(key.rsa, input, SALT_LENGTH, secrets.blind, response);
  return concat(input, signature);
}
