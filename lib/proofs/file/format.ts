/**
 * Reads proof files (encode.ts says what they hold). Unknown, missing and doubled fields are refused; there is no
 * checksum, because every field is covered by a check of its own (check.ts).
 * Must never repair or guess what a file may have meant.
 */
import { encodeEvidence } from '../../binding/index.ts';
import type { Bytes } from '../../bytes/index.ts';
import {
  count,
  isPlainObject,
  list,
  nullable,
  oneOf,
  record,
  text,
  variants,
} from '../../shape/index.ts';
import {
  OPENGRADIENT_FORMAT,
  OPENGRADIENT_VERSION,
  type OpengradientProofFile,
} from '../opengradient-file/encode.ts';
import { readOpengradientFile } from '../opengradient-file/format.ts';
import { byteField } from './byte-field.ts';
import { PROOF_FILE_FORMAT, PROOF_FILE_VERSION, type ProofFile } from './encode.ts';
import { ProofFileError } from './errors.ts';
import { countColons } from './split.ts';

/** Evidence is at most 20 KiB, request and answer a few times that. */
export const MAX_PROOF_LENGTH = 16_000_000;

const secret = byteField(32, 32);

const settlement = record({
  leafSecret: secret,
  index: text(19, /^(0|[1-9][0-9]*)$/),
  hashes: list(secret, 64),
  checkpoint: byteField(262_144),
});

const plaintext = record({
  request: byteField(4_000_000),
  requestOpening: secret,
  answer: text(4_000_000),
  answerOpening: secret,
});

/** By kind: a Nitro document, or a machine's report with what it takes to check it. */
type FileEvidence =
  | { kind: 'aws-nitro'; document: Bytes; nonce: Bytes }
  | { kind: 'amd-sev-snp' | 'intel-tdx'; report: Bytes; aux: Bytes; nonce: Bytes };

const nonce = byteField(64);
const report = byteField(32_768);
const aux = byteField(98_304);

const fileShape = record({
  format: oneOf(PROOF_FILE_FORMAT),
  version: oneOf(PROOF_FILE_VERSION),
  recordedAtMs: count(),
  evidence: variants<FileEvidence>('kind', {
    'aws-nitro': record({ kind: oneOf('aws-nitro'), document: byteField(32_768), nonce }),
    'amd-sev-snp': record({ kind: oneOf('amd-sev-snp'), report, aux, nonce }),
    'intel-tdx': record({ kind: oneOf('intel-tdx'), report, aux, nonce }),
  }),
  transcript: byteField(131_072),
  keys: byteField(16_384),
  receipt: byteField(4096),
  settlement: nullable(settlement),
  plaintext: nullable(plaintext),
});

/** A proof of whichever network it is. */
export type AnyProofFile = ProofFile | OpengradientProofFile;

/** Reads one proof of any network, by its format. Throws ProofFileError. */
export function parseAnyProof(json: string): AnyProofFile {
  return parsed(json, (value) =>
    isPlainObject(value) && value['format'] === OPENGRADIENT_FORMAT
      ? readOpengradientFile(value)
      : readOwn(value),
  );
}

/** Reads one proof of our own network. Throws ProofFileError. */
export function parseProofFile(json: string): ProofFile {
  return parsed(json, readOwn);
}

function parsed<T>(json: string, read: (value: unknown) => T): T {
  if (json.length > MAX_PROOF_LENGTH) throw new ProofFileError('proof-file-too-large');
  try {
    const value: unknown = JSON.parse(json);
    requireKnownVersion(value);
    // JSON.parse lets the last of two equal names win; another reader may take the first.
    if (countColons(json) !== countNames(value)) throw new ProofFileError('proof-file-malformed');
    return read(value);
  } catch (cause) {
    if (cause instanceof ProofFileError) throw cause;
    throw new ProofFileError('proof-file-malformed', undefined, { cause });
  }
}

function readOwn(value: unknown): ProofFile {
  const file = fileShape(value);
  const { evidence, recordedAtMs, transcript, keys, receipt } = file;
  return {
    ...{ recordedAtMs, transcript, keys, receipt, plaintext: file.plaintext },
    evidence: evidence.kind === 'aws-nitro' ? evidence.document : encodeEvidence(evidence),
    nonce: evidence.nonce,
    settlement: file.settlement && { ...file.settlement, index: BigInt(file.settlement.index) },
  };
}

const VERSIONS: ReadonlyMap<string, number> = new Map([
  [PROOF_FILE_FORMAT, PROOF_FILE_VERSION],
  [OPENGRADIENT_FORMAT, OPENGRADIENT_VERSION],
]);

function requireKnownVersion(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (!('format' in value) || !('version' in value)) return;
  const known = VERSIONS.get(String(value.format));
  if (known === undefined) return;
  if (typeof value.version === 'number' && value.version !== known) {
    throw new ProofFileError('proof-file-version-unknown');
  }
}

function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const parts: unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : parts.length;
  return parts.reduce<number>((sum, part) => sum + countNames(part), own);
}
