/**
 * The job of judging evidence of a kind that the worker has no room for. It asks for nothing: what is to be believed
 * comes with it, and every vendor's root is pinned in the aside itself.
 */
import type { AllowedImage } from '../attestation/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type {
  ChainCertificate,
  EvidenceStep,
  EvidenceVerdict,
  SignedFacts,
} from '../evidence/index.ts';
import { judgeEvidence } from '../evidence/every/index.ts';
import { count, flag, list, nullable, oneOf, record, text, type Parser } from '../shape/index.ts';
import type { Job, Work } from './job.ts';
import { bytes, nothing } from './wire.ts';

export interface JudgeInput {
  readonly evidence: Bytes;
  readonly now: number;
  readonly trustAnchors: readonly Bytes[];
  readonly images: readonly AllowedImage[];
  readonly nonce: Bytes;
  readonly transcriptHash: Bytes;
}

export type JudgeOutput = Omit<EvidenceVerdict, 'evidence'>;

const MAX_EVIDENCE_BYTES = 131_072;
const certificateBytes = bytes(8192);
const hex = text(200, /^[0-9a-f]*$/);
const name = text(300);

const registers = { mrTd: hex, rtmr0: hex, rtmr1: hex, rtmr2: hex };
/** Who allowed it is of no matter here, and comes along. */
const release = {
  release: text(300),
  source: oneOf('pinned', 'listed', 'consented', 'settings'),
  list: text(1000),
};
const snp = { kind: oneOf('amd-sev-snp'), measurement: hex, hostData: hex };
const tdx = { kind: oneOf('intel-tdx'), ...registers };
const nitro = { pcr0: hex, pcr1: hex, pcr2: hex };

/** By its kind; an image without one is Nitro's. */
const allowed: Parser<AllowedImage> = (value, path) => {
  const { kind } = partialKind(value);
  if (kind === 'amd-sev-snp') return record(snp, release)(value, path);
  return kind === 'intel-tdx'
    ? record(tdx, release)(value, path)
    : record(nitro, release)(value, path);
};

function partialKind(value: unknown): { kind?: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value ? value : {};
}

const step: Parser<EvidenceStep> = record(
  { name, verdict: oneOf('pass', 'fail', 'not-reached'), detail: text(4000) },
  { bytes: bytes(MAX_EVIDENCE_BYTES) },
);

const certificate: Parser<ChainCertificate> = record({
  name,
  bytes: certificateBytes,
  notBeforeMs: count(),
  notAfterMs: count(),
});

const facts: Parser<SignedFacts> = record({
  image: (value, path) => {
    const { kind } = partialKind(value);
    return kind === 'intel-tdx' ? record(tdx)(value, path) : record(snp)(value, path);
  },
  release: nullable(text(300)),
  timeMs: nullable(count()),
  label: name,
  bound: bytes(64),
  isDevelopmentRoot: flag,
  validUntilMs: count(),
  chain: list(certificate, 10),
});

export const judgeInput: Parser<JudgeInput> = record({
  evidence: bytes(MAX_EVIDENCE_BYTES),
  now: count(),
  trustAnchors: list(certificateBytes, 100),
  images: list(allowed, 1000),
  nonce: bytes(64),
  transcriptHash: bytes(32),
});

export const judgeJob: Job<JudgeInput, never, never, JudgeOutput> = {
  name: 'judge-evidence',
  want: nothing,
  given: nothing,
  output: record({
    kind: oneOf('amd-sev-snp', 'intel-tdx'),
    code: nullable(text(80, /^[a-z0-9-]+$/)),
    steps: list(step, 50),
    signed: nullable(facts),
  }),
};

export const judge: Work<JudgeInput, never, never, JudgeOutput> = async ({
  evidence,
  ...question
}) => {
  const { kind, code, steps, signed } = await judgeEvidence(evidence, question);
  return { kind, code, steps, signed };
};
