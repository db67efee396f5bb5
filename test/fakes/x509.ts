/** Certificates and revocation lists (RFC 5280) under P-256 keys of the test's own. Shares nothing with what reads them. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { concat, copyOf, u8, type Bytes } from '../../lib/bytes/index.ts';
import {
  bits,
  explicit,
  integer,
  octets,
  oid,
  sequence,
  set,
  truth,
  utcTime,
  utf8String,
} from '../../stack/enclave/der.ts';

export interface Key {
  readonly privateKey: KeyObject;
  readonly spki: Bytes;
}

export const SHA256_ECDSA = sequence(oid('1.2.840.10045.4.3.2'));

export function newKey(namedCurve: 'P-256' | 'P-384' = 'P-256'): Key {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { privateKey, spki: copyOf(publicKey.export({ type: 'spki', format: 'der' })) };
}

export function sha256(...parts: readonly Uint8Array[]): Bytes {
  return copyOf(
    createHash('sha256')
      .update(concat(...parts))
      .digest(),
  );
}

/** As X.509 has it (DER), or as quotes and JSON have it (r‖s). */
export function signedBy(key: Key, data: Bytes, form: 'der' | 'raw' = 'der'): Bytes {
  const dsaEncoding = form === 'raw' ? 'ieee-p1363' : 'der';
  return copyOf(sign('sha256', data, { key: key.privateKey, dsaEncoding }));
}

const nameOf = (text: string): Bytes => sequence(set(sequence(oid('2.5.4.3'), utf8String(text))));

export const extensionOf = (id: string, value: Bytes, isCritical = false): Bytes =>
  sequence(oid(id), ...(isCritical ? [truth(true)] : []), octets(value));

export const AUTHORITY = [
  extensionOf('2.5.29.15', bits(Uint8Array.of(0x06), 1), true),
  extensionOf('2.5.29.19', sequence(truth(true)), true),
];
export const SIGNER = [
  extensionOf('2.5.29.15', bits(Uint8Array.of(0x80), 7), true),
  extensionOf('2.5.29.19', sequence(), true),
];

export interface Issued {
  readonly subject: string;
  readonly issuer: string;
  readonly spki: Bytes;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly extensions: readonly Bytes[];
  readonly serial?: number;
}

export function issue(
  { subject, issuer, spki, fromMs, untilMs, extensions, serial = 7 }: Issued,
  algorithm: Bytes,
  signTbs: (tbs: Bytes) => Bytes,
): Bytes {
  const tbs = sequence(
    explicit(0, integer(u8(2))),
    ...[integer(u8(serial)), algorithm, nameOf(issuer)],
    ...[sequence(utcTime(fromMs), utcTime(untilMs)), nameOf(subject), spki],
    explicit(3, sequence(...extensions)),
  );
  return sequence(tbs, algorithm, bits(signTbs(tbs)));
}

export function revocationList(
  issuer: string,
  [fromMs, untilMs]: readonly [number, number],
  revoked: readonly number[],
  algorithm: Bytes,
  signTbs: (tbs: Bytes) => Bytes,
): Bytes {
  const entries = revoked.map((serial) => sequence(integer(u8(serial)), utcTime(fromMs)));
  const tbs = sequence(
    ...[integer(u8(1)), algorithm, nameOf(issuer), utcTime(fromMs), utcTime(untilMs)],
    ...(entries.length > 0 ? [sequence(...entries)] : []),
  );
  return sequence(tbs, algorithm, bits(signTbs(tbs)));
}

export function pem(...certificates: readonly Bytes[]): string {
  return certificates
    .map((der) => {
      const lines =
        Buffer.from(der)
          .toString('base64')
          .match(/.{1,64}/g) ?? [];
      return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
    })
    .join('');
}
