/**
 * A shop's record of a purchase: a compact JWS (RFC 7515) signed with Ed25519 (RFC 8037) by a shop whose key the issuer
 * was given. The shop takes the money and knows the buyer; the issuer sees an order number.
 *
 *   {"alg":"EdDSA","typ":"sotto-purchase+jwt"} . {"iss":shop,"aud":issuer,"jti":order,"batches":n,"exp":seconds} . signature
 */
import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import {
  fromBase64Url,
  fromUtf8,
  toBase64Url,
  utf8,
  type Bytes,
} from '../../../lib/bytes/index.ts';
import { count, oneOf, record, text } from '../../../lib/shape/index.ts';
import { IssuerError } from '../errors.ts';
import { MAX_BATCHES, voucherId, type VoucherKind } from './voucher.ts';

export interface Shop {
  readonly name: string;
  /** Raw Ed25519, 32 bytes. */
  readonly publicKey: Bytes;
}

const headerShape = record({ alg: oneOf('EdDSA'), typ: oneOf('sotto-purchase+jwt') });
const claimsShape = record({
  iss: text(200),
  aud: text(253),
  jti: text(200, /^\S+$/),
  batches: count(MAX_BATCHES),
  exp: count(99_999_999_999),
});

export function purchases(issuerName: string, shops: readonly Shop[]): VoucherKind {
  const keys = new Map(shops.map(({ name, publicKey }) => [name, ed25519Key(publicKey)]));
  return {
    name: 'purchase',
    // Awaited like the kinds that ask somebody.
    read: async (voucher) => {
      const parts = voucher.trim().split('.');
      const [header = '', claims = '', signature = ''] = parts;
      if (parts.length !== 3 || voucher.startsWith('{')) return undefined;
      const { iss, aud, jti, batches, exp } = readClaims(header, claims);
      const key = keys.get(iss);
      const signed = utf8(`${header}.${claims}`);
      const isSigned = key !== undefined && verify(null, signed, key, bytesOf(signature));
      if (!isSigned || aud !== issuerName || batches === 0) throw invalid();
      return { id: voucherId('purchase', iss, jti), batches, untilMs: exp * 1000 };
    },
  };
}

function readClaims(header: string, claims: string): ReturnType<typeof claimsShape> {
  try {
    headerShape(JSON.parse(fromUtf8(fromBase64Url(header))));
    return claimsShape(JSON.parse(fromUtf8(fromBase64Url(claims))));
  } catch (cause) {
    throw invalid(cause);
  }
}

function bytesOf(part: string): Bytes {
  try {
    return fromBase64Url(part);
  } catch (cause) {
    throw invalid(cause);
  }
}

function ed25519Key(publicKey: Bytes): KeyObject {
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: toBase64Url(publicKey) };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

function invalid(cause?: unknown): IssuerError {
  return new IssuerError('voucher-invalid', 'purchase', { cause });
}
