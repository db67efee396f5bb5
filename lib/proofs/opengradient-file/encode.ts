/**
 * The proof file of an answer over the OpenGradient network: only what a check of its own covers. What a registry or a
 * gateway said and nobody signed (heartbeat, endpoint, cost) is not in it. Schema: proof-file.schema.json beside this.
 * Must never carry a trust anchor, a measurement to believe, or a root to believe in: those come from the reader.
 */
import {
  fromBase64,
  fromHex,
  fromUtf8,
  toBase64Url,
  toHex,
  type Bytes,
} from '../../bytes/index.ts';
import {
  keyConfigBlob,
  parseKeptAnswer,
  parseStatement,
  type RegistryRow,
} from '../../opengradient/index.ts';
import { isPlainObject } from '../../shape/index.ts';
import { ProofsError } from '../errors.ts';
import type { KeptAsk } from '../proof.ts';

export interface OpengradientProofFile {
  readonly network: 'opengradient';
  /** The attested document of the enclave's registration, and the block time that it is judged at. */
  readonly document: Bytes;
  readonly registeredAtSeconds: number;
  /** DER; the document binds the hashes of both. */
  readonly tlsCertificate: Bytes;
  readonly signingKey: Bytes;
  /** What was sealed to, signed by that key; null where nothing showed its signature. */
  readonly key: { readonly config: Bytes; readonly signature: Bytes } | null;
  readonly signed: FileAnswer;
  readonly settlement: FileBatch | null;
  readonly plaintext: { readonly request: string; readonly answer: string } | null;
}

/** What the enclave signed: the two hashes and a time. */
export interface FileAnswer {
  readonly requestHash: Bytes;
  readonly outputHash: Bytes;
  /** Unix seconds by the enclave's clock. */
  readonly timestamp: bigint;
  readonly signature: Bytes;
}

/** Its place in a batch; whether that root stands on the chain is for the reader to know. */
export interface FileBatch {
  readonly path: readonly Bytes[];
  readonly root: Bytes;
}

const LATEST_SECONDS = 10n ** 12n;
export const OPENGRADIENT_FORMAT = 'sotto opengradient proof';
export const OPENGRADIENT_VERSION = 1;

/** One line of JSON, its end of line included. */
export function encodeOpengradientFile(file: OpengradientProofFile): string {
  const { key, signed, settlement, plaintext } = file;
  const value = {
    format: OPENGRADIENT_FORMAT,
    version: OPENGRADIENT_VERSION,
    evidence: { kind: 'aws-nitro', document: toBase64Url(file.document) },
    registeredAt: file.registeredAtSeconds,
    tlsCertificate: toBase64Url(file.tlsCertificate),
    signingKey: toBase64Url(file.signingKey),
    key: key && { config: toBase64Url(key.config), signature: toBase64Url(key.signature) },
    signed: {
      requestHash: toHex(signed.requestHash),
      outputHash: toHex(signed.outputHash),
      timestamp: String(signed.timestamp),
      signature: toBase64Url(signed.signature),
    },
    settlement: settlement && {
      path: settlement.path.map(toBase64Url),
      root: toBase64Url(settlement.root),
    },
    plaintext: plaintext && { request: plaintext.request, answer: plaintext.answer },
  };
  return `${JSON.stringify(value)}\n`;
}

/**
 * Throws ProofsError 'proof-incomplete' where nothing could be proven to anybody else: without a signature, or without
 * the attested document, when all there is is what a registry had said to this device.
 */
export function opengradientFileOf(kept: KeptAsk, withPlaintext: boolean): OpengradientProofFile {
  const { facts, settlement, text } = kept;
  if (facts === null || facts.receipt === null || facts.evidence.length === 0) {
    throw new ProofsError('proof-incomplete');
  }
  const { row } = parseStatement(facts.transcript);
  const { fields } = parseKeptAnswer(facts.receipt);
  // A clock that is a thousand years off is no time that anybody could check.
  if (fields.timestamp >= LATEST_SECONDS) throw new ProofsError('proof-incomplete');
  const isWhole = withPlaintext && facts.requestBytes.length > 0;
  return {
    network: 'opengradient',
    document: facts.evidence,
    registeredAtSeconds: Number(row.registeredAt),
    tlsCertificate: row.tlsCertificate,
    signingKey: row.signingKey,
    key: keyOf(row),
    signed: {
      requestHash: hash(fields.requestHash),
      outputHash: hash(fields.outputHash),
      timestamp: fields.timestamp,
      signature: fromBase64(fields.signature),
    },
    settlement: batchOf(settlement),
    plaintext: isWhole ? { request: fromUtf8(facts.requestBytes), answer: text.answer } : null,
  };
}

function keyOf({ ohttpKey, keySignature }: RegistryRow): OpengradientProofFile['key'] {
  if (ohttpKey === undefined || keySignature === undefined) return null;
  return { config: keyConfigBlob(ohttpKey), signature: keySignature };
}

function batchOf(settlement: KeptAsk['settlement']): FileBatch | null {
  const proof = settlement?.proof ?? null;
  if (proof === null) return null;
  const said: unknown = JSON.parse(fromUtf8(proof.checkpoint));
  const root = isPlainObject(said) ? said['root'] : undefined;
  return typeof root === 'string' ? { path: proof.hashes, root: hash(root) } : null;
}

/** Written with 0x or without. */
function hash(text: string): Bytes {
  return fromHex(text.replace(/^0x/, ''));
}
