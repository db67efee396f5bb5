/**
 * Writes X.509 v3 certificates (RFC 5280) in the shape that was measured on real Nitro chains: P-384 keys,
 * ecdsa-with-SHA384, the same extensions in the same order and with the same criticality.
 * Development only: must never hold or touch a key of a real certification authority.
 */
import { createHash, randomBytes, sign, type KeyObject } from 'node:crypto';
import { concat, copyOf, u8, type Bytes } from '../../lib/bytes/index.ts';
import {
  bits,
  explicit,
  implicit,
  integer,
  octets,
  oid,
  printable,
  sequence,
  set,
  truth,
  utcTime,
  utf8String,
} from './der.ts';

const ECDSA_WITH_SHA384 = sequence(oid('1.2.840.10045.4.3.3'));
const OID = {
  commonName: '2.5.4.3',
  country: '2.5.4.6',
  organization: '2.5.4.10',
  unit: '2.5.4.11',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
} as const;

export interface Issuer {
  readonly commonName: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface CertificateForm {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: Issuer;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** `undefined` is a CA without a path length; 'leaf' is no CA. */
  readonly pathLength: number | undefined | 'leaf';
  /** The usage bits of RFC 5280 section 4.2.1.3, first bit highest. */
  readonly usage: readonly ('digital-signature' | 'non-repudiation' | 'cert-sign' | 'crl-sign')[];
  /** Real roots have no authority key identifier, real leaves neither identifier. */
  readonly isRoot?: boolean;
}

/** The DER certificate of this form, signed by its issuer. */
export function issueCertificate(form: CertificateForm): Bytes {
  const body = sequence(
    explicit(0, integer(u8(2))),
    integer(serialNumber()),
    ECDSA_WITH_SHA384,
    name(form.issuer.commonName),
    sequence(utcTime(form.notBeforeMs), utcTime(form.notAfterMs)),
    name(form.subject),
    spkiOf(form.publicKey),
    explicit(3, sequence(...extensions(form))),
  );
  const signature = sign('sha384', body, { key: form.issuer.privateKey, dsaEncoding: 'der' });
  return sequence(body, ECDSA_WITH_SHA384, bits(signature));
}

function extensions(form: CertificateForm): Bytes[] {
  const isLeaf = form.pathLength === 'leaf';
  const constraints = extension(OID.basicConstraints, true, basicConstraints(form.pathLength));
  // The leaf's keyUsage is not critical in real documents.
  const usage = extension(OID.keyUsage, !isLeaf, usageBits(form.usage));
  if (isLeaf) return [constraints, usage];
  const subjectId = extension(OID.subjectKeyId, false, octets(keyId(form.publicKey)));
  if (form.isRoot === true) return [constraints, subjectId, usage];
  const issuerId = sequence(implicit(0, keyId(form.issuer.publicKey)));
  return [constraints, extension(OID.authorityKeyId, false, issuerId), subjectId, usage];
}

export function extension(id: string, isCritical: boolean, value: Bytes): Bytes {
  return sequence(oid(id), ...(isCritical ? [truth(true)] : []), octets(value));
}

export function basicConstraints(pathLength: CertificateForm['pathLength']): Bytes {
  if (pathLength === 'leaf') return sequence();
  if (pathLength === undefined) return sequence(truth(true));
  return sequence(truth(true), integer(u8(pathLength)));
}

export function usageBits(usage: CertificateForm['usage']): Bytes {
  const places = { 'digital-signature': 7, 'non-repudiation': 6, 'cert-sign': 2, 'crl-sign': 1 };
  const byte = usage.reduce((value, use) => value | (1 << places[use]), 0);
  let unused = 0;
  while (unused < 7 && (byte & (1 << unused)) === 0) unused++;
  return bits(u8(byte), unused);
}

/** The organisation says what this is, so that a chain shown on a screen cannot be taken for Amazon's. */
export function name(commonName: string): Bytes {
  return sequence(
    attribute(OID.country, printable('US')),
    attribute(OID.organization, utf8String('Sotto')),
    attribute(OID.unit, utf8String('Development without hardware')),
    attribute(OID.commonName, utf8String(commonName)),
  );
}

function attribute(id: string, value: Bytes): Bytes {
  return set(sequence(oid(id), value));
}

export function spkiOf(key: KeyObject): Bytes {
  return copyOf(key.export({ format: 'der', type: 'spki' }));
}

/** RFC 5280 section 4.2.1.2, method 1: SHA-1 of the key's bits; an identifier, not a protection. */
function keyId(key: KeyObject): Bytes {
  // An uncompressed P-384 point is the last 97 bytes of its SPKI.
  return copyOf(createHash('sha1').update(spkiOf(key).subarray(-97)).digest());
}

export function serialNumber(): Bytes {
  return concat(u8(1), randomBytes(15));
}

export function toPem(certificate: Bytes): string {
  const lines =
    Buffer.from(certificate)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
