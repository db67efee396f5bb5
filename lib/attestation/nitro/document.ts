/**
 * Reads a Nitro attestation document: COSE_Sign1 around a CBOR map, by the rules of the AWS user guide ("Verifying
 * the root of trust") and the NSM API's attestation_process.md, tightened to what the hardware really sends.
 * Must never judge what the fields say, only that each is there, once, and of its type and size.
 */
import { concat, equal, utf8, type Bytes } from '../../bytes/index.ts';
import { readCbor, type Cbor, type CborMap } from '../../cbor/index.ts';
import { refuse } from '../errors.ts';

/** Real documents have 4.4 to 5.3 kB; the payload may have 16 kB. */
export const MAX_DOCUMENT_BYTES = 20 * 1024;
const COSE_SIGN1 = 18;
/** {1: -35}: ES384, compared as bytes, which also excludes `crit`, further labels and odd encodings. */
const PROTECTED: Bytes = /* @__PURE__ */ Uint8Array.of(0xa1, 0x01, 0x38, 0x22);

export interface CoseSign1 {
  readonly payload: Bytes;
  readonly signature: Bytes;
  /** The Sig_structure of RFC 9052 section 4.4 over the payload bytes as received. */
  readonly signed: Bytes;
}

export interface NitroDocument {
  readonly moduleId: string;
  readonly timestampMs: number;
  readonly pcrs: ReadonlyMap<number, Bytes>;
  /** Root first, then intermediates, then the certificate that signed the document. */
  readonly certificates: readonly Bytes[];
  readonly publicKey: Bytes | null;
  readonly userData: Bytes | null;
  readonly nonce: Bytes | null;
}

export function parseCoseSign1(input: Bytes): CoseSign1 {
  const outer = readCbor(input, { maxBytes: MAX_DOCUMENT_BYTES, maxDepth: 3, tags: [COSE_SIGN1] });
  const array = outer.kind === 'tag' ? outer.value : outer;
  if (array.kind !== 'array' || array.value.length !== 4) cose('array');
  const [header, unprotected, payload, signature] = array.value;
  if (header?.kind !== 'bytes' || !equal(header.value, PROTECTED)) cose('protected');
  if (unprotected?.kind !== 'map' || unprotected.value.size > 0) cose('unprotected');
  if (payload?.kind !== 'bytes' || !isWithin(payload.value, 1, 16384)) cose('payload');
  if (signature?.kind !== 'bytes' || signature.value.length !== 96) cose('signature');
  return {
    payload: payload.value,
    signature: signature.value,
    signed: signedStructure(payload.value),
  };
}

/** ["Signature1", protected, h'', payload], spelled out: the general writer is not worth its size here. */
function signedStructure(payload: Bytes): Bytes {
  const { length } = payload;
  const head =
    length < 24 ? [0x40 | length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length];
  // 84: four items; 6a, a "j": ten letters of text; 44, a "D": four bytes.
  const context = utf8('jSignature1D');
  const [four, none] = [Uint8Array.of(0x84), Uint8Array.of(0x40, ...head)];
  return concat(four, context, PROTECTED, none, payload);
}

const REQUIRED = ['module_id', 'digest', 'timestamp', 'pcrs', 'certificate', 'cabundle'];
const OPTIONAL = ['public_key', 'user_data', 'nonce'];

export function parseDocument(payload: Bytes): NitroDocument {
  // NSM images since mid 2025 send the map with indefinite length, older ones with definite.
  const map = readCbor(payload, { maxBytes: 16384, maxDepth: 2, allowIndefinite: true });
  if (map.kind !== 'map') invalid('map');
  const fields = map.value;
  for (const key of fields.keys()) {
    // A NitroTPM document has the same root and other fields: it is no enclave.
    if (!REQUIRED.includes(String(key)) && !OPTIONAL.includes(String(key))) {
      invalid(`${key}`);
    }
  }
  const moduleId = required(fields, 'module_id', 'text');
  const timestampMs = required(fields, 'timestamp', 'unsigned');
  if (moduleId === '') invalid('module_id');
  if (timestampMs === 0) invalid('timestamp');
  if (required(fields, 'digest', 'text') !== 'SHA384') invalid('digest');
  return {
    moduleId,
    timestampMs,
    pcrs: parsePcrs(required(fields, 'pcrs', 'map')),
    certificates: parseCertificates(fields),
    publicKey: optional(fields, 'public_key', 1, 1024),
    userData: optional(fields, 'user_data', 0, 512),
    nonce: optional(fields, 'nonce', 0, 512),
  };
}

/** With digest SHA384 a register has 48 bytes; 0 to 2 are what a policy is about, so they must be there. */
function parsePcrs(map: CborMap): ReadonlyMap<number, Bytes> {
  const pcrs = new Map<number, Bytes>();
  for (const [index, register] of map) {
    if (typeof index !== 'number' || index < 0 || index > 31) invalid(`pcr ${index}`);
    if (register.kind !== 'bytes' || register.value.length !== 48) invalid(`pcr ${index}`);
    pcrs.set(index, register.value);
  }
  if (![0, 1, 2].every((index) => pcrs.has(index))) invalid('pcrs');
  return pcrs;
}

function parseCertificates(fields: CborMap): readonly Bytes[] {
  const bundle = required(fields, 'cabundle', 'array');
  if (bundle.length < 1 || bundle.length > 8) invalid('cabundle');
  return [...bundle, fields.get('certificate')].map((item) => {
    if (item?.kind !== 'bytes' || !isWithin(item.value, 1, 1024)) invalid('certificate');
    return item.value;
  });
}

type Values = { readonly [C in Cbor as C['kind']]: C['value'] };

function required<K extends Cbor['kind']>(fields: CborMap, name: string, kind: K): Values[K] {
  const item = fields.get(name);
  return isKind(item, kind) ? item.value : invalid(name);
}

function isKind<K extends Cbor['kind']>(
  item: Cbor | undefined,
  kind: K,
): item is Cbor & { readonly value: Values[K] } {
  return item?.kind === kind;
}

/** The hardware sends null for what was not asked for; an absent key says the same. */
function optional(fields: CborMap, name: string, least: number, most: number): Bytes | null {
  const item = fields.get(name) ?? { kind: 'null' };
  if (item.kind === 'null') return null;
  if (item.kind !== 'bytes' || !isWithin(item.value, least, most)) invalid(name);
  return item.value;
}

function isWithin(bytes: Bytes, least: number, most: number): boolean {
  return bytes.length >= least && bytes.length <= most;
}

function cose(detail: string): never {
  refuse('cose-invalid', detail);
}

function invalid(detail: string): never {
  refuse('document-invalid', detail);
}
