/**
 * Reads a Sigstore bundle (version 0.3, JSON) around a DSSE envelope, as `actions/attest` writes it: one certificate, one
 * entry of a log with the log's promise, its inclusion proof and a signed checkpoint. Stricter than the format on
 * purpose: what the verifying libraries treat as optional (a proof without a checkpoint, a time without the log's
 * promise) is where they differ, so it is refused before they are asked. They see only what was read here.
 */
import { fromBase64, type Bytes } from '../../bytes/index.ts';
import { JsonReader, type JsonRecord } from '../core/json.ts';
import { refuse } from '../errors.ts';

export interface Bundle {
  /** DER of the certificate that the signature was made under. */
  readonly certificate: Bytes;
  /** The in-toto statement, as signed. */
  readonly payload: Bytes;
  readonly logIndex: number;
  /** The log's word, under its promise. */
  readonly loggedAtMs: number;
  /** The same bundle in its JSON form, with nothing in it that was not read here. */
  readonly json: JsonRecord;
}

const MAX_BUNDLE = 64 * 1024;
const json = /* @__PURE__ */ new JsonReader('provenance-invalid');
const MEDIA_TYPES = [
  'application/vnd.dev.sigstore.bundle.v0.3+json',
  'application/vnd.dev.sigstore.bundle+json;version=0.3',
];
const PAYLOAD_TYPE = 'application/vnd.in-toto+json';

/** Throws AttestationError 'provenance-invalid' or, where the log's part is missing, 'provenance-unlogged'. */
export function parseBundle(text: string): Bundle {
  const [mediaType, materialValue, envelopeValue] = fields(json.parse(text, MAX_BUNDLE), [
    ...['mediaType', 'verificationMaterial', 'dsseEnvelope'],
  ]);
  if (!MEDIA_TYPES.includes(json.text(mediaType, 'mediaType'))) json.fail('mediaType');
  const { certificate, entry } = material(materialValue);
  const envelope = dsse(envelopeValue);
  return {
    certificate: base64(certificate, 'certificate'),
    payload: base64(envelope.payload, 'payload'),
    logIndex: Number(entry.logIndex),
    loggedAtMs: Number(entry.integratedTime) * 1000,
    json: {
      mediaType: MEDIA_TYPES[0],
      verificationMaterial: { certificate: { rawBytes: certificate }, tlogEntries: [entry] },
      dsseEnvelope: envelope,
    },
  };
}

function material(value: unknown) {
  // Timestamps of further authorities say nothing that the log's promise does not.
  const [holder, entries] = fields(
    value,
    ['certificate', 'tlogEntries'],
    ['timestampVerificationData'],
  );
  const [rawBytes] = fields(holder, ['rawBytes']);
  const [entry, ...more] = json.list(entries, 'tlogEntries', 1);
  if (entry === undefined || more.length > 0) refuse('provenance-unlogged', 'no log entry');
  return { certificate: json.text(rawBytes, 'rawBytes'), entry: logEntry(entry) };
}

const ENTRY = ['logIndex', 'logId', 'kindVersion', 'integratedTime', 'canonicalizedBody'];

function logEntry(value: unknown) {
  const record = json.record(value, 'tlogEntry');
  for (const part of ['inclusionPromise', 'inclusionProof']) {
    if ((record[part] ?? null) === null) refuse('provenance-unlogged', part);
  }
  const [logIndex, logId, kindVersion, time, body, promise, proof] = fields(record, [
    ...ENTRY,
    ...['inclusionPromise', 'inclusionProof'],
  ]);
  const [keyId] = fields(logId, ['keyId']);
  const [kind, version] = fields(kindVersion, ['kind', 'version']);
  if (kind !== 'dsse' || version !== '0.0.1') json.fail('kind of log entry');
  const [signedEntryTimestamp] = fields(promise, ['signedEntryTimestamp']);
  return {
    logIndex: count(logIndex, 'logIndex'),
    logId: { keyId: encoded(keyId, 'keyId') },
    kindVersion: { kind, version },
    integratedTime: count(time, 'integratedTime'),
    inclusionPromise: { signedEntryTimestamp: encoded(signedEntryTimestamp, 'promise') },
    inclusionProof: inclusionProof(proof),
    canonicalizedBody: encoded(body, 'canonicalizedBody'),
  };
}

function inclusionProof(value: unknown) {
  const record = json.record(value, 'inclusionProof');
  if ((record['checkpoint'] ?? null) === null) refuse('provenance-unlogged', 'checkpoint');
  const [logIndex, rootHash, treeSize, hashes, checkpoint] = fields(record, [
    ...['logIndex', 'rootHash', 'treeSize', 'hashes', 'checkpoint'],
  ]);
  const [envelope] = fields(checkpoint, ['envelope']);
  // One library looks at the proof's own root and size, the other at the checkpoint's: they must be the same.
  const [, size, root] = json.text(envelope, 'checkpoint').split('\n');
  if (size !== treeSize || root !== rootHash) refuse('provenance-untrusted', 'checkpoint');
  return {
    logIndex: count(logIndex, 'logIndex'),
    rootHash: encoded(rootHash, 'rootHash'),
    treeSize: count(treeSize, 'treeSize'),
    hashes: json.list(hashes, 'hashes', 64).map((hash) => encoded(hash, 'hash')),
    checkpoint: { envelope },
  };
}

function dsse(value: unknown) {
  const [payload, payloadType, signatures] = fields(value, [
    ...['payload', 'payloadType', 'signatures'],
  ]);
  if (payloadType !== PAYLOAD_TYPE) json.fail('payloadType');
  const [signature, ...more] = json.list(signatures, 'signatures', 1);
  if (more.length > 0) json.fail('signatures');
  const [sig] = fields(signature, ['sig'], ['keyid']);
  const signed = { sig: encoded(sig, 'sig'), keyid: '' };
  return { payload: encoded(payload, 'payload'), payloadType, signatures: [signed] };
}

/** The values of exactly these fields, in this order; of the optional ones nothing is kept. */
function fields(
  value: unknown,
  names: readonly string[],
  optional: readonly string[] = [],
): readonly unknown[] {
  const record = json.record(value, 'not an object');
  for (const name of Object.keys(record)) {
    if (!names.includes(name) && !optional.includes(name)) json.fail(name);
  }
  return names.map((name) => record[name]);
}

/** A number as protobuf's JSON writes 64-bit ones: text. */
function count(value: unknown, name: string): string {
  const text = json.text(value, name);
  return /^(0|[1-9]\d{0,14})$/.test(text) ? text : json.fail(name);
}

function encoded(value: unknown, name: string): string {
  const text = json.text(value, name);
  base64(text, name);
  return text;
}

function base64(text: string, name: string): Bytes {
  try {
    return fromBase64(text);
  } catch {
    return json.fail(name);
  }
}
