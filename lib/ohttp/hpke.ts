/**
 * HPKE base mode (RFC 9180 sections 4 to 5.2): labelled derivations, the key schedule, the export.
 * The parts of a suite are handed in, so that the fixed suite of the product carries no other and
 * the suites of `interop/` run through the very same code.
 *
 *   KEM suite_id = "KEM" | kem_id(2)          suite_id = "HPKE" | kem_id(2) | kdf_id(2) | aead_id(2)
 *   LabeledExtract = Extract(salt, "HPKE-v1" | suite_id | label | ikm)
 *   LabeledExpand  = Expand(prk, L(2) | "HPKE-v1" | suite_id | label | info, L)
 */
import { concat, u16, u8, utf8, type Bytes } from '../bytes/index.ts';

/** A two-stage key derivation function: HKDF over some hash. Synchronous on purpose, see README.md. */
export interface Kdf {
  readonly id: number;
  /** Nh. */
  readonly size: number;
  extract(salt: Bytes, secret: Bytes): Bytes;
  expand(key: Bytes, info: Bytes, length: number): Bytes;
}

/** A key of an AEAD, ready for use. A failed opening rejects or throws 'open-failed'. */
export interface AeadKey {
  seal(nonce: Bytes, plaintext: Bytes, aad: Bytes): Bytes | Promise<Bytes>;
  open(nonce: Bytes, sealed: Bytes, aad: Bytes): Bytes | Promise<Bytes>;
  wipe(): void;
}

export interface Aead {
  readonly id: number;
  /** Nk and Nn. The tag is 16 bytes in all of them. */
  readonly keySize: number;
  readonly nonceSize: number;
  importKey(key: Bytes): AeadKey | Promise<AeadKey>;
}

/** The gateway's half of a key encapsulation. Holds its secret itself, where nobody can read it. */
export interface KemPrivateKey {
  readonly publicKey: Bytes;
  decap(enc: Bytes): Promise<Bytes>;
}

export interface Kem {
  readonly id: number;
  /** Npk and Nenc. */
  readonly publicKeySize: number;
  readonly encSize: number;
  encap(publicKey: Bytes): Promise<{ enc: Bytes; sharedSecret: Bytes }>;
  generate(): Promise<KemPrivateKey>;
}

export interface Suite {
  readonly kem: Kem;
  readonly kdf: Kdf;
  readonly aead: Aead;
}

export const TAG_SIZE = 16;
const VERSION = utf8('HPKE-v1');
export const EMPTY: Bytes = new Uint8Array(0);

/** The labels are few and come again with every message. */
const labels = new Map<string, Bytes>();
function ascii(label: string): Bytes {
  const bytes = labels.get(label) ?? utf8(label);
  labels.set(label, bytes);
  return bytes;
}

export function labeledExtract(
  kdf: Kdf,
  suiteId: Bytes,
  salt: Bytes,
  label: string,
  secret: Bytes,
): Bytes {
  return kdf.extract(salt, concat(VERSION, suiteId, ascii(label), secret));
}

export function labeledExpand(
  kdf: Kdf,
  suiteId: Bytes,
  key: Bytes,
  label: string,
  info: Bytes,
  length: number,
): Bytes {
  return kdf.expand(key, concat(u16(length), VERSION, suiteId, ascii(label), info), length);
}

/** ExtractAndExpand of DHKEM (section 4.1): from a Diffie-Hellman result to the shared secret. */
export function extractAndExpand(
  kdf: Kdf,
  kemId: number,
  dh: Bytes,
  kemContext: Bytes,
  length: number,
): Bytes {
  const suiteId = concat(utf8('KEM'), u16(kemId));
  const key = labeledExtract(kdf, suiteId, EMPTY, 'eae_prk', dh);
  return labeledExpand(kdf, suiteId, key, 'shared_secret', kemContext, length);
}

/** What a key schedule ends in. `sequence` counts what was sealed or opened: nonce = baseNonce XOR I2OSP(sequence, Nn). */
export interface Schedule {
  readonly key: Bytes;
  readonly baseNonce: Bytes;
  readonly exporterSecret: Bytes;
}

/** The other modes exist for `interop/` only; Oblivious HTTP knows none but base mode (0). */
export interface ModeInputs {
  readonly mode: number;
  readonly psk: Bytes;
  readonly pskId: Bytes;
}
const BASE_MODE: ModeInputs = { mode: 0, psk: EMPTY, pskId: EMPTY };

/** KeySchedule (section 5.1). */
export function keySchedule(
  suite: Suite,
  sharedSecret: Bytes,
  info: Bytes,
  inputs = BASE_MODE,
): Schedule {
  const { kdf, aead } = suite;
  const id = suiteIdOf(suite);
  const context = concat(
    u8(inputs.mode),
    labeledExtract(kdf, id, EMPTY, 'psk_id_hash', inputs.pskId),
    labeledExtract(kdf, id, EMPTY, 'info_hash', info),
  );
  const secret = labeledExtract(kdf, id, sharedSecret, 'secret', inputs.psk);
  return {
    key: labeledExpand(kdf, id, secret, 'key', context, aead.keySize),
    baseNonce: labeledExpand(kdf, id, secret, 'base_nonce', context, aead.nonceSize),
    exporterSecret: labeledExpand(kdf, id, secret, 'exp', context, kdf.size),
  };
}

/** Context.Export (section 5.3). */
export function exportSecret(
  suite: Suite,
  exporterSecret: Bytes,
  context: Bytes,
  length: number,
): Bytes {
  return labeledExpand(suite.kdf, suiteIdOf(suite), exporterSecret, 'sec', context, length);
}

function suiteIdOf({ kem, kdf, aead }: Suite): Bytes {
  return concat(utf8('HPKE'), u16(kem.id), u16(kdf.id), u16(aead.id));
}
