/**
 * Reads X.509 v2 certificate revocation lists (RFC 5280 section 5). A list that is missing, stale or badly signed
 * says nothing about who is revoked, so each of the three is a refusal.
 * Must never be asked about a certificate of another issuer.
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';
import { iso } from './chain.ts';
import {
  bitStringOf,
  demand,
  elements,
  GENERALIZED_TIME,
  INTEGER,
  oidHex,
  readDer,
  SEQUENCE,
  timeOf,
  unsignedOf,
  UTC_TIME,
  type Der,
} from './der.ts';
import { readExtensions } from './x509.ts';

export interface RevocationList {
  readonly signed: Bytes;
  readonly signatureAlgorithmHex: string;
  readonly signature: Bytes;
  readonly issuer: Bytes;
  readonly thisUpdateMs: number;
  readonly nextUpdateMs: number;
  /** Serial numbers as in Certificate.serialHex. */
  readonly revoked: ReadonlySet<string>;
}

const MAX_CRL_BYTES = 1 << 20;
const MAX_REVOKED = 100_000;
const EXTENSIONS = 0xa0; // [0] EXPLICIT
const ISSUING_DISTRIBUTION_POINT = '551d1c'; // 2.5.29.28

/** Throws AttestationError 'crl-invalid'. */
export function parseRevocationList(bytes: Bytes): RevocationList {
  if (bytes.length > MAX_CRL_BYTES) refuse('crl-invalid', 'too large');
  try {
    return parse(bytes);
  } catch (cause) {
    return refuse('crl-invalid', undefined, cause);
  }
}

function parse(bytes: Bytes): RevocationList {
  const [tbs, outer, signature, ...rest] = elements(readDer(bytes, SEQUENCE));
  const signed = demand(tbs, SEQUENCE);
  const [version, inner, issuer, thisUpdate, nextUpdate, ...optional] = elements(signed.value);
  const algorithm = demand(outer, SEQUENCE).raw;
  const isVersion2 = toHex(demand(version, INTEGER).value) === '01';
  if (rest.length > 0 || !isVersion2 || !equal(algorithm, demand(inner, SEQUENCE).raw)) {
    refuse('crl-invalid', 'form');
  }
  const entries = optional[0]?.tag === SEQUENCE ? optional[0] : undefined;
  checkExtensions(entries === undefined ? optional : optional.slice(1));
  return {
    signed: signed.raw,
    signatureAlgorithmHex: toHex(algorithm),
    signature: bitStringOf(signature),
    issuer: demand(issuer, SEQUENCE).raw,
    thisUpdateMs: timeOf(thisUpdate),
    nextUpdateMs: timeOf(nextUpdate),
    revoked: entries === undefined ? new Set() : revokedSerials(entries),
  };
}

/** A list of some certificates only (an issuing distribution point), or with any other critical condition, is refused. */
function checkExtensions(optional: readonly Der[]): void {
  if (optional.length > 1) refuse('crl-invalid', 'fields');
  const [wrapper] = optional;
  if (wrapper === undefined) return;
  for (const [id, { isCritical }] of readExtensions(demand(wrapper, EXTENSIONS).value)) {
    if (isCritical || id === ISSUING_DISTRIBUTION_POINT) refuse('crl-invalid', `extension ${id}`);
  }
}

function revokedSerials(entries: Der): ReadonlySet<string> {
  const revoked = new Set<string>();
  for (const entry of elements(entries.value, MAX_REVOKED)) {
    const [serial, date, extensions, ...rest] = elements(demand(entry, SEQUENCE).value);
    if (date?.tag !== UTC_TIME && date?.tag !== GENERALIZED_TIME) refuse('crl-invalid', 'date');
    if (rest.length > 0) refuse('crl-invalid', 'entry');
    if (extensions !== undefined) checkEntryExtensions(extensions);
    revoked.add(toHex(unsignedOf(serial)));
  }
  return revoked;
}

/**
 * Reason codes and invalidity dates may stand there; a critical extension could mean another issuer. Lists are long and
 * such extensions never seen, so they are taken apart only where the byte of a TRUE occurs at all.
 */
function checkEntryExtensions({ value, tag }: Der): void {
  if (tag !== SEQUENCE) refuse('crl-invalid', 'entry');
  if (!value.includes(0xff)) return;
  for (const extension of elements(value)) {
    const parts = elements(demand(extension, SEQUENCE).value);
    if (parts.length !== 2) refuse('crl-invalid', `entry extension ${oidHex(parts[0])}`);
  }
}

/** Throws unless the list is this issuer's and current at `atMs`. Its signature is the caller's to verify. */
export function checkRevocationList(list: RevocationList, issuer: Bytes, atMs: number): void {
  if (!equal(list.issuer, issuer)) refuse('crl-invalid', 'another issuer');
  if (!(list.thisUpdateMs <= atMs && atMs <= list.nextUpdateMs)) {
    refuse('crl-stale', `${iso(list.thisUpdateMs)} to ${iso(list.nextUpdateMs)}`);
  }
}
