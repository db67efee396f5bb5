/**
 * Checks proof files again, by anyone, as of the recorded time. Who is trusted comes from the reader: the maker's root
 * certificates, roots without hardware behind them, witnesses, releases. What many files share (evidence, checkpoints)
 * is verified once. Must never take a trust anchor, a log key or a measurement to believe from the file, nor say
 * "holds" when a step was left out that could be done.
 */
import type { AllowedImage } from '../../attestation/index.ts';
import {
  answerersOf,
  parseTranscript,
  transcriptHash,
  type Transcript,
} from '../../binding/index.ts';
import { concat, equal, toHex, u32, utf8, type Bytes } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import { judgeEvidence } from '../../evidence/every/index.ts';
import type { EvidenceVerdict, SignedFacts } from '../../evidence/index.ts';
import {
  leafEntry,
  verifyReceipt,
  verifyReceiptAlone,
  type ReceiptVerdict,
} from '../../receipts/index.ts';
import {
  parseVerifierKey,
  verifySettlement,
  type LogPolicy,
  type VerifierKey,
} from '../../settlement/index.ts';
import { checkOpengradient } from '../opengradient-file/check.ts';
import { heldToPrice } from '../receipt-price.ts';
import { stepOf, type CheckedStep } from '../step.ts';
import { Run, type Evidence, type FileVerdict } from './run.ts';
import type { FileSettlement, ProofFile } from './encode.ts';
import type { AnyProofFile } from './format.ts';
import { dateBy, timeFault } from './time.ts';

/** Whom the reader believes. */
export interface Reader {
  /** The makers' root certificates, DER. */
  readonly trustAnchors: readonly Bytes[];
  /** Roots with no hardware behind them that the reader has named, DER. */
  readonly developmentRoots: readonly Bytes[];
  /** Verifier keys; without any, no time is witnessed. */
  readonly witnesses: readonly string[];
  /** Enclave images of any kind; null: the image is shown and not judged. */
  readonly measurements: readonly AllowedImage[] | null;
  /** Of OpenGradient: builds by their names in the registry, or every build that it approves. */
  readonly pinnedPcrHashes?: readonly string[];
  readonly allowsApproved?: boolean;
  /** Roots of batches (0x and hex) that the reader has seen on the chain. */
  readonly batchRoots?: readonly string[];
}

const MAX_SHARED = 1000;

export class ProofChecker {
  readonly #reader: Reader;
  readonly #evidence = new Map<string, Promise<Evidence>>();
  readonly #logKeys = new Map<string, Promise<VerifierKey>>();

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** The same for a proof of whichever network. */
  checkAny(file: AnyProofFile): Promise<FileVerdict> {
    return 'network' in file ? checkOpengradient(file, this.#reader) : this.check(file);
  }

  /** Never throws on a bad proof; the first failing step ends it, and the rest is shown as not reached. */
  async check(file: ProofFile): Promise<FileVerdict> {
    const evidence = await this.#evidenceOf(file);
    const run = new Run(file, evidence);
    if (evidence.facts === null) return run.end(evidence.code ?? 'evidence-malformed');
    const { transcript } = evidence;
    if (transcript === null) return run.fail('transcript', evidence.code ?? 'transcript-invalid');
    run.pass('transcript', `${transcript.statement.operator}, build ${transcript.statement.build}`);
    if (!equal(file.keys, transcript.keyConfig)) return run.fail('keys', 'proof-keys-differ');
    run.pass('keys', 'the ones that the evidence binds');
    const receipt = await receiptOf(file, evidence, transcript);
    run.takeReceipt(receipt);
    if (!receipt.ok) return run.end(receipt.code);
    const fault = timeFault(
      file.recordedAtMs,
      evidence.facts,
      transcript.keyValidity,
      receipt.receipt,
    );
    if (fault !== undefined) return run.fail('time', 'recorded-time-implausible', fault);
    run.pass('time', new Date(file.recordedAtMs).toISOString());
    if (file.settlement === null) return run.fail('settlement', 'not-settled');
    return this.#settle(run, file.settlement, file, transcript, evidence.facts);
  }

  async #settle(
    run: Run,
    settlement: FileSettlement,
    file: ProofFile,
    transcript: Transcript,
    facts: SignedFacts,
  ): Promise<FileVerdict> {
    let witnessedAtMs: number | null;
    try {
      const entry = await leafEntry(settlement.leafSecret, file.receipt);
      const settled = await verifySettlement(entry, settlement, await this.#policy(transcript));
      ({ witnessedAtMs } = settled);
      const { size, origin } = settled.checkpoint;
      run.pass('settlement', `entry ${settlement.index} of ${size} in ${origin}`);
    } catch (thrown) {
      return run.fail('settlement', codeOf(thrown) ?? 'inclusion-proof-invalid');
    }
    const dated = dateBy(witnessedAtMs, file.recordedAtMs, facts, transcript.keyValidity);
    if (dated === 'contradicted') return run.fail('witness', 'recorded-time-implausible');
    const detail =
      witnessedAtMs === null
        ? 'no witness that the reader trusts has dated this'
        : new Date(witnessedAtMs).toISOString();
    if (dated === 'witnessed') run.pass('witness', detail);
    return run.holds(dated === 'witnessed', witnessedAtMs, detail);
  }

  /** The log as the evidence binds it, the witnesses as the reader names them. */
  async #policy({ logOrigin, logVerifierKey }: Transcript): Promise<LogPolicy> {
    const [logKey, ...witnessKeys] = await Promise.all(
      [logVerifierKey, ...this.#reader.witnesses].map((text) => this.#key(text)),
    );
    return { origin: logOrigin, logKey: logKey ?? (await this.#key('')), witnessKeys, quorum: 0 };
  }

  #key(text: string): Promise<VerifierKey> {
    return shared(this.#logKeys, text, () => parseVerifierKey(text));
  }

  async #evidenceOf(file: ProofFile): Promise<Evidence> {
    const { evidence, nonce, transcript } = file;
    const parts = [evidence, nonce, transcript].flatMap((part) => [u32(part.length), part]);
    const key = toHex(await sha256(concat(...parts)));
    return shared(this.#evidence, key, () => checkEvidence(file, this.#reader));
  }
}

function shared<T>(kept: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = kept.get(key);
  if (found !== undefined) return found;
  if (kept.size >= MAX_SHARED) kept.clear();
  const made = make();
  kept.set(key, made);
  return made;
}

/**
 * Verifies the evidence as of its own time; whether the recorded time fits is a step of each file. The first pass is
 * for what the signed document says of itself, the second for the verdict.
 */
async function checkEvidence(file: ProofFile, reader: Reader): Promise<Evidence> {
  const bound = await transcriptHash(file.transcript);
  const trustAnchors = [...reader.trustAnchors, ...reader.developmentRoots];
  const { nonce } = file;
  const judge = (now: number, images: readonly AllowedImage[]): Promise<EvidenceVerdict> =>
    judgeEvidence(file.evidence, { now, trustAnchors, images, nonce, transcriptHash: bound });
  const { signed, ...first } = await judge(file.recordedAtMs, []);
  const allowed = reader.measurements ?? (signed === null ? [] : [signed.image]);
  // A report has no time of its own: it is judged as of the recorded one.
  const verdict =
    signed === null
      ? { ...first, signed }
      : await judge(signed.timeMs ?? file.recordedAtMs, allowed);
  const read = readTranscript(file.transcript);
  const keyConfig = read.transcript?.keyConfig ?? utf8('');
  return {
    facts: verdict.code === null ? verdict.signed : null,
    code: verdict.code === null ? read.code : codeFor(verdict.code, reader),
    steps: stepsOf(verdict, reader),
    bound,
    transcript: read.transcript,
    keyConfigHash: await sha256(keyConfig),
  };
}

/** A root that nobody pinned is refused by its name: it protects nothing unless the reader says so. */
function codeFor(code: string, { developmentRoots }: Reader): string {
  return code === 'root-unknown' && developmentRoots.length === 0 ? 'development-root' : code;
}

function stepsOf(verdict: EvidenceVerdict, { measurements }: Reader): CheckedStep[] {
  return verdict.steps.map((one) => {
    const step = stepOf('evidence', one);
    const isShown = measurements === null && step.name === 'measurement';
    if (!isShown || step.verdict !== 'pass') return step;
    return {
      ...step,
      verdict: 'not-reached',
      detail: `not judged: no release named; ${step.detail}`,
    };
  });
}

function readTranscript(bytes: Bytes): { transcript: Transcript | null; code: string | null } {
  try {
    return { transcript: parseTranscript(bytes), code: null };
  } catch (thrown) {
    return { transcript: null, code: codeOf(thrown) ?? 'transcript-invalid' };
  }
}

async function receiptOf(
  { receipt, plaintext }: ProofFile,
  { bound, keyConfigHash }: Evidence,
  { receiptKey, statement }: Transcript,
): Promise<ReceiptVerdict> {
  const allowedModels = answerersOf(statement);
  const expected = { receiptKey, transcriptHash: bound, keyConfigHash, allowedModels };
  if (plaintext === null) return verifyReceiptAlone(receipt, expected);
  const verdict = await verifyReceipt(receipt, {
    ...expected,
    requestBytes: plaintext.request,
    answerBytes: utf8(plaintext.answer),
    openings: { request: plaintext.requestOpening, answer: plaintext.answerOpening },
  });
  return heldToPrice(verdict, plaintext.request);
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
