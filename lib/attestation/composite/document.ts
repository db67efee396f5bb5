/**
 * Reads the answer of an inference enclave that proves CPU, GPU and sealing key together (format "attestation v3" as
 * Tinfoil's enclaves serve it): JSON with a TDX quote, GPU reports, and what REPORTDATA is the hash of.
 * Unknown fields beside the bound ones are unsigned and ignored; among the bound ones they are refused.
 */
import { fromUtf8, utf8, type Bytes } from '../../bytes/index.ts';
import { JsonReader, type JsonRecord } from '../core/json.ts';
import { parsePem } from '../core/pem.ts';
import { refuse } from '../errors.ts';
import { jsonMembers } from './json-members.ts';

export interface CompositeDocument {
  /** 32 bytes each, in the order in which they are hashed. */
  readonly tlsKeyFingerprint: Bytes;
  readonly hpkeKey: Bytes;
  readonly nonce: Bytes;
  readonly gpuEvidenceHash: Bytes;
  readonly quote: Bytes;
  /** The exact text of the GPU value. */
  readonly gpuText: Bytes;
  readonly gpus: readonly GpuEvidence[];
}

export interface GpuEvidence {
  readonly report: Bytes;
  /** DER, leaf first. */
  readonly certificates: readonly Bytes[];
}

export const MAX_COMPOSITE_BYTES = 1 << 20;
/** Another version may bind by another rule; a document that names none is held to this one. */
const FORMAT = 'https://tinfoil.sh/predicate/attestation/v3';
const BOUND = ['tls_key_fp', 'hpke_key', 'nonce', 'gpu_evidence_hash'];
const json = /* @__PURE__ */ new JsonReader('evidence-malformed');

export function parseComposite(bytes: Bytes): CompositeDocument {
  const text = json.decoded(bytes, fromUtf8);
  const document = json.record(json.parse(text, MAX_COMPOSITE_BYTES), 'not an object');
  if ((document['format'] ?? FORMAT) !== FORMAT) refuse('evidence-unsupported', 'format');
  const bound = json.record(document['report_data'], 'report_data');
  for (const name of Object.keys(bound)) if (!BOUND.includes(name)) json.fail(name);
  const cpu = json.record(document['cpu'], 'cpu');
  if (cpu['platform'] !== 'tdx') refuse('evidence-unsupported', 'CPU platform');
  const gpuText = jsonMembers(text).get('gpu');
  if (
    gpuText === undefined ||
    document['gpu'] === null ||
    (bound['gpu_evidence_hash'] ?? null) === null
  ) {
    return refuse('gpu-evidence-missing');
  }
  return {
    tlsKeyFingerprint: json.bytes(bound['tls_key_fp'], 'tls_key_fp', 32),
    hpkeKey: json.bytes(bound['hpke_key'], 'hpke_key', 32),
    nonce: json.bytes(bound['nonce'], 'nonce', 32),
    gpuEvidenceHash: json.bytes(bound['gpu_evidence_hash'], 'gpu_evidence_hash', 32),
    quote: json.base64(cpu['report'], 'report'),
    gpuText: utf8(gpuText),
    gpus: gpuEvidence(json.record(document['gpu'], 'gpu')),
  };
}

function gpuEvidence(gpu: JsonRecord): readonly GpuEvidence[] {
  return json.list(gpu['evidences'], 'evidences', 16).map((item) => {
    const evidence = json.record(item, 'evidence');
    const pem = json.decoded(json.base64(evidence['certificate'], 'certificate'), fromUtf8);
    return { report: json.base64(evidence['evidence'], 'evidence'), certificates: parsePem(pem) };
  });
}
