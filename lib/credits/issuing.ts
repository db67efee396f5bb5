/**
 * Answering a token request (RFC 9578 section 6.2), issuer side. The private key stays with whoever hands in `sign`,
 * the raw RSA operation on 256 bytes: in Node `privateDecrypt` without padding, which OpenSSL blinds. It is not done
 * here, because BigInt arithmetic shows a private exponent in its timing.
 * Must never answer with what it has not checked: a faulty signature gives a factor of the modulus away.
 */
import type { Bytes } from '../bytes/index.ts';
import { isBelowModulus, isRawSignature } from './blind-rsa.ts';
import { TOKEN_TYPE } from './challenge.ts';
import { CreditsError } from './errors.ts';
import { NK, type IssuerKey } from './issuer-key.ts';

export type RawSign = (blindedMessage: Bytes) => Bytes | Promise<Bytes>;

export const REQUEST_LENGTH = 3 + NK;

/** The blinded message of a request to this key; throws 'token-request-invalid', which a server answers with 422. */
export function parseTokenRequest(key: IssuerKey, request: Bytes): Bytes {
  if (request.length !== REQUEST_LENGTH) fail('length');
  if (request[0] !== 0 || request[1] !== TOKEN_TYPE) fail('type');
  if (request[2] !== key.truncatedId) fail('key id');
  const message = request.slice(3);
  return isBelowModulus(key.rsa, message) ? message : fail('not below the modulus');
}

/** The response to one request. */
export async function issueToken(key: IssuerKey, request: Bytes, sign: RawSign): Promise<Bytes> {
  const message = parseTokenRequest(key, request);
  const signature = await sign(message);
  if (!isRawSignature(key.rsa, message, signature)) {
    throw new CreditsError('token-response-invalid', 'signer');
  }
  return signature;
}

function fail(detail: string): never {
  throw new CreditsError('token-request-invalid', detail);
}
