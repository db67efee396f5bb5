/**
 * The proof file: everything that anyone needs to check one answer again, as one JSON object. Schema:
 * proof-file.schema.json beside this. Bytes are unpadded canonical base64url; unknown, missing and doubled fields are
 * refused; there is no checksum, because every field is covered by a check of its own (check.ts).
 * Must never carry a trust anchor, a measurement to believe, or a log key: those come from the reader or from what
 * the evidence binds. The texts and their openings are in it together or not at all.
 */
import { fromBase64Url, toBase64Url, type Bytes } from '../../bytes/index.ts';
import { count, list, nullable, oneOf, record, text, type Parser } from '../../shape/index.ts';
import { ProofFileError } from './errors.ts';
import { countColons } from './split.ts';

export interface ProofFile {
  /** When the device sealed the question, by its own clock. */
  readonly recordedAtMs: number;
  /** The raw attestation document and the nonce that it answers. */
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
/** Evidence is at most 20 KiB, request and answer a few times that. */
export const MAX_PROOF_LENGTH = 16_000_000;

/** Unpadded canonical base64url of so many bytes. */
function bytes(maxBytes: number, exactly = false): Parser<Bytes> {
  const spelt = text(Math.ceil((maxBytes * 4) / 3), /^[A-Za-z0-9_-]*$/);
  return (value, path = '') => {
    const read = fromBase64Url(spelt(value, path));
    if (exactly && read.length !== maxBytes) throw new ProofFileError('proof-file-malformed', path);
    return read;
  };
}

const secret = bytes(32, true);

const settlement = record({
  leafSecret: secret,
  index: text(19, /^(0|[1-9][0-9]*)$/),
  hashes: list(secret, 64),
  checkpoint: bytes(262_144),
});

const plaintext = record({
  request: bytes(4_000_000),
  requestOpening: secret,
  answer: text(4_000_000),
  answerOpening: secret,
});

const fileShape = record({
  format: oneOf(PROOF_FILE_FORMAT),
  version: oneOf(PROOF_FILE_VERSION),
  recordedAtMs: count(),
  evidence: record({ kind: oneOf('aws-nitro'), document: bytes(32_768), nonce: bytes(64) }),
  transcript: bytes(131_072),
  keys: bytes(16_384),
  receipt: bytes(4096),
  settlement: nullable(settlement),
  plaintext: nullable(plaintext),
});

/** Reads one proof. Throws ProofFileError. */
export function parseProofFile(json: string): ProofFile {
  if (json.length > MAX_PROOF_LENGTH) throw new ProofFileError('proof-file-too-large');
  let file: ReturnType<typeof fileShape>;
  try {
    const value: unknown = JSON.parse(json);
    requireKnownVersion(value);
    // JSON.parse lets the last of two equal names win; another reader may take the first.
    if (countColons(json) !== countNames(value)) throw new ProofFileError('proof-file-malformed');
    file = fileShape(value);
  } catch (cause) {
    if (cause instanceof ProofFileError) throw cause;
    throw new ProofFileError('proof-file-malformed', undefined, { cause });
  }
  const { evidence, recordedAtMs, transcript, keys, receipt } = file;
  return {
    ...{ recordedAtMs, transcript, keys, receipt, plaintext: file.plaintext },
    evidence: evidence.document,
    nonce: evidence.nonce,
    settlement: file.settlement && { ...file.settlement, index: BigInt(file.settlement.index) },
  };
}

function requireKnownVersion(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (!('format' in value) || value.format !== PROOF_FILE_FORMAT || !('version' in value)) return;
  if (typeof value.version === 'number' && value.version !== PROOF_FILE_VERSION) {
    throw new ProofFileError('proof-file-version-unknown');
  }
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : parts.length;
  return parts.reduce<number>((sum, part) => sum + countNames(part), own);
}

/** One line of JSON, its end of line included; lines may follow one another in one file. */
export function encodeProofFile(file: ProofFile): string {
  const { settlement: settled, plaintext: texts } = file;
  const value = {
    format: PROOF_FILE_FORMAT,
    version: PROOF_FILE_VERSION,
    recordedAtMs: file.recordedAtMs,
    evidence: {
      kind: 'aws-nitro',
      document: toBase64Url(file.evidence),
      nonce: toBase64Url(file.nonce),
    },
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
