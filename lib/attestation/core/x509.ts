/**
 * Reads X.509 v3 certificates (RFC 5280 section 4) by the strict DER reader, for chains whose order and anchor are
 * known beforehand. Must never judge trust: it says what a certificate claims, chain.ts whether the claim holds.
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import {
  asText,
  BIT_STRING,
  bitStringOf,
  BOOLEAN,
  booleanOf,
  demand,
  derError,
  elements,
  numberOf,
  OCTET_STRING,
  oidHex,
  SEQUENCE,
  sequence,
  SET,
  timeOf,
  unsignedOf,
  type Der,
} from './der.ts';

export interface Extension {
  readonly isCritical: boolean;
  readonly value: Bytes;
}

export interface Certificate {
  readonly bytes: Bytes;
  /** What the issuer signed. */
  readonly signed: Bytes;
  readonly signatureAlgorithmHex: string;
  readonly signature: Bytes;
  readonly serialHex: string;
  /** Name as DER: compared byte for byte. */
  readonly issuer: Bytes;
  readonly subject: Bytes;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  readonly publicKey: Bytes;
  /** By the contents of the identifier, in hex. */
  readonly extensions: ReadonlyMap<string, Extension>;
}

export const BASIC_CONSTRAINTS = '551d13'; // 2.5.29.19
export const KEY_USAGE = '551d0f'; // 2.5.29.15
const VERSION_3 = 'a003020102'; // [0] EXPLICIT INTEGER 2
const EXTENSIONS = 0xa3; // [3] EXPLICIT

/** Parses one certificate. Throws AttestationError 'certificate-invalid'. */
export function parseCertificate(bytes: Bytes): Certificate {
  const [tbs, algorithm, signature, rest] = sequence(bytes);
  const signed = demand(tbs, SEQUENCE);
  const [version, serial, inner, issuer, validity, subject, publicKey, ...optional] = elements(
    signed.value,
  );
  if (rest || !version || toHex(version.raw) !== VERSION_3) derError('version');
  const outer = demand(algorithm, SEQUENCE).raw;
  if (!equal(outer, demand(inner, SEQUENCE).raw)) derError('algorithm');
  const [notBefore, notAfter, more] = elements(demand(validity, SEQUENCE).value);
  if (more) derError('validity');
  return {
    bytes,
    signed: signed.raw,
    signatureAlgorithmHex: toHex(outer),
    signature: bitStringOf(signature),
    serialHex: toHex(unsignedOf(serial)),
    issuer: demand(issuer, SEQUENCE).raw,
    subject: demand(subject, SEQUENCE).raw,
    notBeforeMs: timeOf(notBefore),
    notAfterMs: timeOf(notAfter),
    publicKey: demand(publicKey, SEQUENCE).raw,
    extensions: parseExtensions(optional),
  };
}

/** Unique identifiers ([1], [2]) have been dead since v3 came; anything but extensions is refused. */
function parseExtensions(optional: readonly Der[]): Map<string, Extension> {
  const [wrapper, more] = optional;
  if (more) derError('fields');
  return new Map(wrapper && readExtensions(demand(wrapper, EXTENSIONS).value));
}

/** Extensions ::= SEQUENCE OF Extension; none may stand twice (section 4.2). */
export function readExtensions(bytes: Bytes): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  for (const extension of sequence(bytes)) {
    const parts = elements(demand(extension, SEQUENCE).value);
    const id = oidHex(parts[0]);
    const value = demand(parts.at(-1), OCTET_STRING).value;
    const flag = parts[1];
    const isCritical = parts.length === 3 && flag !== undefined && booleanOf(flag);
    if (parts.length > 3 || parts.length < 2 || extensions.has(id)) derError('extension');
    extensions.set(id, { isCritical, value });
  }
  return extensions;
}

export interface BasicConstraints {
  readonly isCritical: boolean;
  readonly isAuthority: boolean;
  readonly pathLength: number | undefined;
}

/** An absent basicConstraints says the same as an empty one: no authority. */
export function basicConstraints(certificate: Certificate): BasicConstraints {
  const extension = certificate.extensions.get(BASIC_CONSTRAINTS);
  if (!extension) return { isCritical: false, isAuthority: false, pathLength: undefined };
  const parts = sequence(extension.value);
  const isAuthority = parts[0]?.tag === BOOLEAN && booleanOf(parts[0]);
  if (parts[0]?.tag === BOOLEAN) parts.shift();
  const [length, more] = parts;
  if (more) derError('basicConstraints');
  return { ...extension, isAuthority, pathLength: length && numberOf(length) };
}

/** KeyUsage bits (section 4.2.1.3), numbered from the left: digitalSignature is bit 0 of the first byte. */
export const DIGITAL_SIGNATURE = 0x80;
export const CERTIFICATE_SIGN = 0x04;

/** The first byte of keyUsage; zero when there is none. */
export function keyUsage(certificate: Certificate): number {
  const extension = certificate.extensions.get(KEY_USAGE);
  if (extension === undefined) return 0;
  const [bits, more] = elements(extension.value);
  const [unused = 8, usage = 0] = demand(bits, BIT_STRING).value;
  return more || unused > 7 ? derError('keyUsage') : usage;
}

const COMMON_NAME = '550403'; // 2.5.4.3

/** The common name in a Name, for people to read; empty when there is none. It decides nothing. */
export function commonName(name: Bytes): string {
  for (const set of sequence(name)) {
    for (const attribute of elements(demand(set, SET).value)) {
      const [type, value] = elements(demand(attribute, SEQUENCE).value);
      if (oidHex(type) === COMMON_NAME && value !== undefined) return asText(value.value);
    }
  }
  return '';
}
