/**
 * The proof file: everything that anyone needs to check one answer again, as one JSON object. Schema:
 * proof-file.schema.json beside this.
 * Must never carry a trust anchor, a measurement to believe, or a log key: those come from the reader or from what
 * the evidence binds. The texts and their openings are in it together or not at all.
 */
import { isEnvelope, parseEvidence } from '../../binding/index.ts';
import { toBase64Url, type Bytes } from '../../bytes/index.ts';

export interface ProofFile {
  /** When the device sealed the question, by its own clock. */
  readonly recordedAtMs: number;
  /** As the gateway handed it over (a Nitro document, or the envelope of lib/binding), and the nonce that it answers. */
  readonly evidence: Bytes;
  readonly nonce: Bytes;
  /** What the evidence binds, and the key configuration body as the relay served it. */
  readonly transcript: Bytes;
  readonly keys: Bytes;
  readonly receipt: Bytes;
  readonly settlement: FileSettlement | null;
  readonly plaintext: FilePlaintext | null;
}

export interface FileSettlement {
  /** With the receipt it gives the log's entry; only this file shares it. */
  readonly leafSecret: Bytes;
  readonly index: bigint;
  readonly hashes: readonly Bytes[];
  readonly checkpoint: Bytes;
}

export interface FilePlaintext {
  /** The inner binary HTTP request without its padding. */
  readonly request: Bytes;
  readonly requestOpening: Bytes;
  readonly answer: string;
  readonly answerOpening: Bytes;
}

export const PROOF_FILE_FORMAT = 'sotto proof';
export const PROOF_FILE_VERSION = 1;
/** One line of JSON, its end of line included; lines may follow one another in one file. */
export function encodeProofFile(file: ProofFile): string {
  const { settlement: settled, plaintext: texts } = file;
  const value = {
    format: PROOF_FILE_FORMAT,
    version: PROOF_FILE_VERSION,
    recordedAtMs: file.recordedAtMs,
    evidence: { ...evidenceOf(file.evidence), nonce: toBase64Url(file.nonce) },
    transcript: toBase64Url(file.transcript),
    keys: toBase64Url(file.keys),
    receipt: toBase64Url(file.receipt),
    settlement: settled && {
      leafSecret: toBase64Url(settled.leafSecret),
      index: settled.index.toString(),
      hashes: settled.hashes.map(toBase64Url),
      checkpoint: toBase64Url(settled.checkpoint),
    },
    plaintext: texts && {
      request: toBase64Url(texts.request),
      requestOpening: toBase64Url(texts.requestOpening),
      answer: texts.answer,
      answerOpening: toBase64Url(texts.answerOpening),
    },
  };
  return `${JSON.stringify(value)}\n`;
}

function evidenceOf(evidence: Bytes): Readonly<Record<string, string>> {
  if (!isEnvelope(evidence)) return { kind: 'aws-nitro', document: toBase64Url(evidence) };
  const { kind, report, aux } = parseEvidence(evidence);
  return { kind, report: toBase64Url(report), aux: toBase64Url(aux) };
}
