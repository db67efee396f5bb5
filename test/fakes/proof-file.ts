/**
 * Whole proof files made from nothing: software evidence, a transcript, a receipt, a log of some entries and a witness.
 * Every part can be made otherwise, and so each check can be tried against a file that is right in all the others.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { AllowedImage } from '../../lib/attestation/index.ts';
import { encodeStatement, encodeTranscript, transcriptHash } from '../../lib/binding/index.ts';
import { concat, copyOf, fromBase64Url, fromHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { createGatewayKey, encodeKeyConfigs } from '../../lib/ohttp/index.ts';
import type { ProofFile, Reader } from '../../lib/proofs/file/index.ts';
import {
  answerCommitment,
  leafEntry,
  requestCommitment,
  signReceipt,
  type ReceiptFields,
} from '../../lib/receipts/index.ts';
import {
  computeInclusionProof,
  computeRoot,
  COSIGNATURE_V1,
  cosignText,
  formatCheckpointText,
  formatNote,
  leafHash,
  LOG_SIGNATURE,
  makeVerifierKey,
  nodesFromTiles,
  signerFromSeed,
  signText,
  type Sign,
  type VerifierKey,
} from '../../lib/settlement/index.ts';
import type { EvidenceSource } from '../../stack/enclave/evidence.ts';
import { createSoftwareSource } from '../../stack/enclave/software.ts';
import { developmentRoot } from './development-root.ts';
import { random } from './random.ts';

export const PCR = { pcr0: '11'.repeat(48), pcr1: '22'.repeat(48), pcr2: '33'.repeat(48) };
const ORIGIN = 'log.test/proofs';

interface Signer {
  readonly key: VerifierKey;
  readonly sign: Sign;
}

/** What a test may make otherwise. */
export interface Variation {
  /** Milliseconds from the evidence to the moment the question was sealed. */
  readonly recordedAfterMs?: number;
  readonly receipt?: Partial<ReceiptFields>;
  /** Milliseconds from the evidence to the witness's word; null: no witness. */
  readonly witnessedAfterMs?: number | null;
  readonly isSettled?: boolean;
  readonly hasPlaintext?: boolean;
  readonly answer?: string;
  /** The inner request, as it was sealed. */
  readonly request?: Bytes;
}

/** A development enclave of any kind. */
export interface MadeEnclave {
  readonly source: EvidenceSource;
  readonly roots: readonly Bytes[];
  readonly image: AllowedImage;
}

async function nitroEnclave(nowMs: number): Promise<MadeEnclave> {
  const root = await developmentRoot(nowMs);
  const measurement = {
    pcr0: fromHex(PCR.pcr0),
    pcr1: fromHex(PCR.pcr1),
    pcr2: fromHex(PCR.pcr2),
  };
  const source = createSoftwareSource({ root, measurement, now: () => nowMs });
  return { source, roots: [root.certificate], image: PCR };
}

export class ProofMaker {
  readonly reader: Reader;
  readonly documentTimeMs: number;
  readonly #evidence: Bytes;
  readonly #nonce: Bytes;
  readonly #keys: Bytes;
  readonly #transcript: Bytes;
  readonly #receiptKey = receiptKeyPair;
  readonly #log: Signer;
  readonly #witness: Signer;

  private constructor(parts: {
    evidence: Bytes;
    nonce: Bytes;
    keys: Bytes;
    transcript: Bytes;
    log: Signer;
    witness: Signer;
    enclave: MadeEnclave;
    nowMs: number;
  }) {
    this.#evidence = parts.evidence;
    this.#nonce = parts.nonce;
    this.#keys = parts.keys;
    this.#transcript = parts.transcript;
    this.#log = parts.log;
    this.#witness = parts.witness;
    this.documentTimeMs = parts.nowMs;
    this.reader = {
      trustAnchors: [],
      developmentRoots: parts.enclave.roots,
      witnesses: [parts.witness.key.text],
      measurements: [parts.enclave.image],
    };
  }

  static async create(nowMs: number, made?: MadeEnclave): Promise<ProofMaker> {
    const log = await signer(ORIGIN, LOG_SIGNATURE);
    const witness = await signer('witness.test/one', COSIGNATURE_V1);
    const gatewayKey = await createGatewayKey(1);
    const keys = encodeKeyConfigs([gatewayKey.config]);
    const transcript = encodeTranscript({
      keyConfig: keys,
      keyValidity: { fromMs: nowMs - 60_000, untilMs: nowMs + 3_600_000, logIndex: 0 },
      receiptKey: rawReceiptKey(),
      logOrigin: ORIGIN,
      logVerifierKey: log.key.text,
      statementBytes: statement(log.key.text),
    });
    const enclave = made ?? (await nitroEnclave(nowMs));
    const { source } = enclave;
    await source.registerKeyHash(await transcriptHash(transcript));
    const nonce = random(20);
    const evidence = copyOf(await source.attest(nonce));
    const shared = { evidence, nonce, keys, transcript, log, witness };
    return new ProofMaker({ ...shared, enclave, nowMs });
  }

  async make(vary: Variation = {}): Promise<ProofFile> {
    const recordedAtMs = this.documentTimeMs + (vary.recordedAfterMs ?? 2000);
    const request = vary.request ?? utf8('POST /v1/chat/completions, as it was sealed');
    const answer = vary.answer ?? 'The answer is 42.';
    const [requestOpening, answerOpening, leafSecret] = [random(32), random(32), random(32)];
    const receipt = await signReceipt(
      {
        keyConfigHash: await sha256(this.#keys),
        transcriptHash: await transcriptHash(this.#transcript),
        requestCommitment: await requestCommitment(requestOpening, request),
        answerCommitment: await answerCommitment(answerOpening, utf8(answer)),
        model: 'm-1',
        upstream: 'built-in',
        inputTokens: 10,
        outputTokens: 5,
        price: { currency: 'USD', amount: '0' },
        startedAtMs: recordedAtMs + 500,
        finishedAtMs: recordedAtMs + 1500,
        evidenceDigest: new Uint8Array(0),
        finishReason: 'stop',
        ...vary.receipt,
      },
      async (bytes) => copyOf(sign(null, bytes, this.#receiptKey.privateKey)),
    );
    const entry = await leafEntry(leafSecret, receipt);
    const witnessedAtMs =
      vary.witnessedAfterMs === null
        ? null
        : this.documentTimeMs + (vary.witnessedAfterMs ?? 60_000);
    const settled = vary.isSettled === false ? null : await this.settle(entry, witnessedAtMs);
    return {
      recordedAtMs,
      evidence: this.#evidence,
      nonce: this.#nonce,
      transcript: this.#transcript,
      keys: this.#keys,
      receipt,
      settlement: settled && { leafSecret, ...settled },
      plaintext:
        vary.hasPlaintext === false ? null : { request, requestOpening, answer, answerOpening },
    };
  }

  /** The entry among others in a log, under a signed checkpoint. */
  async settle(
    entry: Bytes,
    witnessedAtMs: number | null,
    signedBy: Signer = this.#log,
  ): Promise<{ index: bigint; hashes: readonly Bytes[]; checkpoint: Bytes }> {
    const entries = [random(32), random(32), entry, random(32), random(32)];
    const leaves = await Promise.all(entries.map(leafHash));
    const size = BigInt(entries.length);
    const node = nodesFromTiles(() => Promise.resolve(concat(...leaves)), size);
    const root = await computeRoot(node, size);
    const text = formatCheckpointText({ origin: ORIGIN, size, root, extensions: [] });
    const signatures = [await signText(text, signedBy.key, signedBy.sign)];
    if (witnessedAtMs !== null) {
      const seconds = BigInt(Math.round(witnessedAtMs / 1000));
      signatures.push(await cosignText(text, seconds, this.#witness.key, this.#witness.sign));
    }
    const hashes = await computeInclusionProof(node, 2n, size);
    return { index: 2n, hashes, checkpoint: formatNote(text, signatures) };
  }
}

const receiptKeyPair = generateKeyPairSync('ed25519');

function rawReceiptKey(): Bytes {
  return fromBase64Url(receiptKeyPair.publicKey.export({ format: 'jwk' }).x ?? '');
}

export async function signer(
  name: string,
  type: typeof LOG_SIGNATURE | typeof COSIGNATURE_V1,
): Promise<Signer> {
  const made = await signerFromSeed(random(32));
  return { key: await makeVerifierKey(name, type, made.publicKey), sign: made.sign };
}

function statement(logKey: string): Bytes {
  const price = { currency: 'USD', perMillionInput: '0', perMillionOutput: '0' };
  return encodeStatement({
    version: 1,
    operator: 'Test gateway',
    name: 'enclave.test',
    build: 'test',
    maxRequestBytes: 65_536,
    models: [
      {
        id: 'm-1',
        upstream: 'built-in',
        place: 'in-enclave',
        isLanguageModel: false,
        contextTokens: 8000,
        price,
      },
    ],
    log: { origin: ORIGIN, verifierKey: logKey, deadlineSeconds: 60 },
  });
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(bytes)));
}
