/**
 * A signed list of releases that a person can subscribe to: JSON text in base64 with an Ed25519 signature over a
 * domain label and the exact bytes. The key is pinned by the caller; nothing here fetches.
 * Must never accept an expired list, an older one than seen before, or a field it does not know: a list that this
 * build reads differently from its writer allows something nobody meant.
 */
import { concat, fromUtf8, toBase64, utf8, type Bytes } from '../../bytes/index.ts';
import { iso } from '../core/chain.ts';
import { JsonReader, type JsonRecord } from '../core/json.ts';
import { refuse } from '../errors.ts';
import type { NitroMeasurement } from '../nitro/policy.ts';

export interface ListedRelease extends NitroMeasurement {
  readonly release: string;
  /** SHA-256 of the image file, hex. */
  readonly image?: string;
  /** A Sigstore bundle (JSON text) of the statement that names this image; lib/attestation/provenance judges it. */
  readonly bundle?: string;
}

/** Who must have built every image that comes with a bundle. */
export interface ListedSource {
  /** Of the token that the builder showed: https://token.actions.githubusercontent.com */
  readonly issuer: string;
  /** https://github.com/OWNER/NAME */
  readonly repository: string;
  /** Path of the workflow in it: .github/workflows/release.yml */
  readonly workflow: string;
}

export interface ReleaseList {
  readonly version: 1;
  /** Rises with every list; the highest one seen is the floor for the next. */
  readonly serial: number;
  /** The gateway's name, as its statement gives it. */
  readonly gateway: string;
  readonly issuedMs: number;
  readonly expiresMs: number;
  readonly builtBy?: ListedSource;
  readonly releases: readonly ListedRelease[];
}

export interface ReleaseListOptions {
  /** Ed25519, 32 raw bytes, pinned. */
  readonly publicKey: Bytes;
  readonly now: number;
  readonly minimumSerial: number;
}

const LABEL = 'sotto release list v1\0';
const MAX_LIST = 262_144;
const json = /* @__PURE__ */ new JsonReader('release-list-invalid');

/** Verifies a list and reads it. Throws AttestationError 'release-list-…'. */
export async function openReleaseList(
  text: string,
  { publicKey, now, minimumSerial }: ReleaseListOptions,
): Promise<ReleaseList> {
  const envelope = fieldsOf(json.parse(text, MAX_LIST), ['list', 'signature']);
  const payload = json.base64(envelope['list'], 'list');
  const signature = json.base64(envelope['signature'], 'signature');
  const isSigned = await verifyEd25519(publicKey, signature, signedBytes(payload));
  if (!isSigned) refuse('release-list-signature-invalid');
  const list = parseReleaseList(payload);
  if (now < list.issuedMs) refuse('release-list-expired', `from ${iso(list.issuedMs)}`);
  if (!(now <= list.expiresMs)) refuse('release-list-expired', `until ${iso(list.expiresMs)}`);
  if (list.serial < minimumSerial) refuse('release-list-rolled-back', `${list.serial}`);
  return list;
}

/** Writes a list for publishing. `sign` holds the Ed25519 key. */
export async function sealReleaseList(
  list: ReleaseList,
  sign: (bytes: Bytes) => Promise<Bytes>,
): Promise<string> {
  const { issuedMs, expiresMs, ...fields } = list;
  const issued = iso(issuedMs).replace('.000Z', 'Z');
  const expires = iso(expiresMs).replace('.000Z', 'Z');
  const payload = utf8(JSON.stringify({ ...fields, issued, expires }));
  parseReleaseList(payload);
  const signature = await sign(signedBytes(payload));
  return JSON.stringify({ list: toBase64(payload), signature: toBase64(signature) });
}

function signedBytes(payload: Bytes): Bytes {
  return concat(utf8(LABEL), payload);
}

async function verifyEd25519(key: Bytes, signature: Bytes, data: Bytes): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, data);
  } catch {
    return false;
  }
}

const FIELDS = ['version', 'serial', 'gateway', 'issued', 'expires', 'releases'];

function parseReleaseList(payload: Bytes): ReleaseList {
  const fields = fieldsOf(json.parse(json.decoded(payload, fromUtf8), MAX_LIST), FIELDS, [
    'builtBy',
  ]);
  if (fields['version'] !== 1) json.fail('version');
  const issuedMs = json.time(fields['issued'], 'issued');
  const expiresMs = json.time(fields['expires'], 'expires');
  if (!(issuedMs < expiresMs)) json.fail('expires');
  const { builtBy } = fields;
  return {
    version: 1,
    ...(builtBy !== undefined && { builtBy: parseSource(builtBy) }),
    serial: json.integer(fields['serial'], 'serial'),
    gateway: named(fields['gateway'], 'gateway'),
    issuedMs,
    expiresMs,
    releases: json.list(fields['releases'], 'releases', 256).map(parseRelease),
  };
}

function parseRelease(value: unknown): ListedRelease {
  const fields = fieldsOf(value, ['release', 'pcr0', 'pcr1', 'pcr2'], ['image', 'bundle']);
  const { image, bundle } = fields;
  return {
    release: named(fields['release'], 'release'),
    ...(image !== undefined && { image: hexOf(image, 64) }),
    ...(bundle !== undefined && { bundle: json.text(bundle, 'bundle') }),
    pcr0: registerHex(fields['pcr0']),
    pcr1: registerHex(fields['pcr1']),
    pcr2: registerHex(fields['pcr2']),
  };
}

/** 48 bytes, lower-case hex, not all zero: an entry for debug enclaves is refused where it is written. */
function registerHex(value: unknown): string {
  const hex = hexOf(value, 96);
  return /^0+$/.test(hex) ? json.fail('register') : hex;
}

function hexOf(value: unknown, digits: number): string {
  const hex = json.text(value, 'hex');
  return hex.length === digits && /^[0-9a-f]*$/.test(hex) ? hex : json.fail('hex');
}

function parseSource(value: unknown): ListedSource {
  const { issuer, repository, workflow } = fieldsOf(value, ['issuer', 'repository', 'workflow']);
  return {
    issuer: named(issuer, 'issuer'),
    repository: named(repository, 'repository'),
    workflow: named(workflow, 'workflow'),
  };
}

function named(value: unknown, name: string): string {
  const text = json.text(value, name);
  return text.length > 0 && text.length <= 200 ? text : json.fail(name);
}

/** All of these fields, any of the optional ones, and no other. */
function fieldsOf(
  value: unknown,
  names: readonly string[],
  optional: readonly string[] = [],
): JsonRecord {
  const record = json.record(value, 'not an object');
  const isKnown = (key: string): boolean => names.includes(key) || optional.includes(key);
  if (!names.every((name) => name in record) || !Object.keys(record).every(isKnown)) {
    json.fail('fields');
  }
  return record;
}
