/**
 * Runs every check of a kept proof again, over the kept bytes and as of the recorded time. The only thing in the
 * product that may say "holds" of a kept proof. Trust anchors and allowed images come from the caller's settings,
 * never from the record. Must never repair what does not fit.
 */
import type { AllowedImage, Image } from '../attestation/index.ts';
import { answerersOf, parseTranscript, transcriptHash, type Transcript } from '../binding/index.ts';
import { copyOf, toHex, utf8, type Bytes } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import { judgeEvidence } from '../evidence/every/index.ts';
import type { EvidenceVerdict } from '../evidence/index.ts';
import { leafEntry, verifyReceipt, verifyReceiptAlone } from '../receipts/index.ts';
import { parseVerifierKey, verifySettlement } from '../settlement/index.ts';
import { isWithoutTexts, type KeptAsk, type KeptStates, type ProofFacts } from './proof.ts';
import { reverifyOpengradient } from './reverify-opengradient.ts';
import { heldToPrice } from './receipt-price.ts';
import { stepOf, type CheckedStep } from './step.ts';

export interface Recheck {
  /** The verdict on the kept evidence, with every byte of it; null where nothing was sealed. */
  readonly evidence: EvidenceVerdict | null;
  readonly states: KeptStates;
  /** Attestation first, then the receipt, each by its own names. */
  readonly steps: CheckedStep[];
  /** Of the first check that failed. */
  readonly code: string | null;
  readonly measurement: Image | null;
  readonly releaseName: string | null;
  readonly evidenceTimeMs: number | null;
  readonly isDevelopmentRoot: boolean;
  readonly transcript: Transcript | null;
  readonly keyConfigHashHex: string | null;
}

export interface Trust {
  readonly trustAnchors: readonly Bytes[];
  readonly images: readonly AllowedImage[];
  /** On the OpenGradient network: builds by their names in the registry. */
  readonly builds?: {
    readonly pinnedPcrHashes: readonly string[];
    readonly allowsApproved: boolean;
  };
  /** Verifier keys of the witnesses that date a settlement. */
  readonly witnesses: readonly string[];
}

export async function reverify(kept: KeptAsk, trust: Trust): Promise<Recheck> {
  const { facts } = kept;
  if (facts === null) return nothingSealed(kept);
  if (facts.network === 'opengradient') return reverifyOpengradient(kept, facts, trust);
  const bound = await transcriptHash(facts.transcript);
  const { trustAnchors, images } = trust;
  const { evidence: bytes, nonce, verifiedAtMs: now } = facts;
  const question = { now, trustAnchors, images, nonce, transcriptHash: bound };
  const evidence = await judgeEvidence(bytes, question);
  const { signed } = evidence;
  const read = readTranscript(facts.transcript);
  const receipt = await recheckReceipt(kept, facts, read.transcript, bound);
  const settled = await recheckSettlement(kept, facts, read.transcript, trust);
  return {
    evidence,
    states: {
      ...kept.states,
      enclave: evidence.code === null && read.transcript !== null ? 'holds' : 'fails',
      receipt: receipt.state,
      settlement: settled.state,
    },
    steps: [
      ...evidence.steps.map((step) => stepOf('evidence', step)),
      read.step,
      ...receipt.steps,
      ...settled.steps,
    ],
    code: evidence.code ?? read.code ?? receipt.code ?? settled.code,
    measurement: signed?.image ?? null,
    releaseName: signed?.release ?? null,
    evidenceTimeMs: signed?.timeMs ?? null,
    isDevelopmentRoot: signed?.isDevelopmentRoot ?? kept.isDevelopmentRoot,
    transcript: read.transcript,
    keyConfigHashHex: read.transcript && toHex(await sha256(read.transcript.keyConfig)),
  };
}

function readTranscript(bytes: Bytes): {
  transcript: Transcript | null;
  code: string | null;
  step: CheckedStep;
} {
  const name = 'transcript';
  const detail = `${bytes.length} bytes`;
  try {
    const transcript = parseTranscript(bytes);
    return { transcript, code: null, step: { name, verdict: 'pass', detail } };
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'transcript-invalid';
    return { transcript: null, code, step: { name, verdict: 'fail', detail } };
  }
}

async function recheckReceipt(
  kept: KeptAsk,
  facts: ProofFacts,
  transcript: Transcript | null,
  bound: Bytes,
): Promise<{ state: KeptStates['receipt']; steps: CheckedStep[]; code: string | null }> {
  if (facts.receipt === null) {
    const wasPending = kept.states.receipt === 'pending';
    return { state: wasPending ? 'pending' : 'missing', steps: [], code: null };
  }
  if (transcript === null) return { state: 'fails', steps: [], code: null };
  const expected = {
    receiptKey: transcript.receiptKey,
    transcriptHash: bound,
    keyConfigHash: await sha256(transcript.keyConfig),
    allowedModels: answerersOf(transcript.statement).filter(({ model }) => model === facts.model),
  };
  // Openings are sealed at rest: nobody can take them out of a record to have the texts left unchecked.
  const verdict = isWithoutTexts(facts)
    ? await verifyReceiptAlone(facts.receipt, expected)
    : heldToPrice(
        await verifyReceipt(facts.receipt, {
          ...expected,
          requestBytes: facts.requestBytes,
          answerBytes: utf8(kept.text.answer),
          openings: facts.openings,
        }),
        facts.requestBytes,
      );
  const steps = verdict.steps.map((step) => stepOf('receipt', step));
  return verdict.ok
    ? { state: 'holds', steps, code: null }
    : { state: 'fails', steps, code: verdict.code };
}

/** The entry is worked out anew from the kept receipt, and the log is the one that the evidence bound. */
async function recheckSettlement(
  { settlement, states }: KeptAsk,
  { receipt, openings }: ProofFacts,
  transcript: Transcript | null,
  { witnesses }: Trust,
): Promise<{ state: KeptStates['settlement']; steps: CheckedStep[]; code: string | null }> {
  const name = 'settlement';
  const proof = settlement?.proof ?? null;
  if (proof === null || receipt === null || transcript === null) {
    const wasClaimed = states.settlement === 'holds';
    return { state: wasClaimed ? 'fails' : states.settlement, steps: [], code: null };
  }
  try {
    const witnessKeys = await Promise.all(witnesses.map(parseVerifierKey));
    const { checkpoint, witnessedAtMs } = await verifySettlement(
      await leafEntry(openings.leaf, receipt),
      { ...proof, index: BigInt(proof.index) },
      {
        origin: transcript.logOrigin,
        logKey: await parseVerifierKey(transcript.logVerifierKey),
        witnessKeys,
        quorum: 0,
      },
    );
    const place = `entry ${proof.index} of ${checkpoint.size} in ${checkpoint.origin}`;
    const dated =
      witnessedAtMs === null ? 'time not witnessed' : new Date(witnessedAtMs).toISOString();
    const step = { name, verdict: 'pass' as const, detail: `${place}; ${dated}` };
    return { state: 'holds', steps: [step], code: null };
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'inclusion-proof-invalid';
    return { state: 'fails', steps: [{ name, verdict: 'fail', detail: code }], code };
  }
}

/** An ask that was kept without facts claims nothing; where something is claimed, they were taken away since. */
function nothingSealed(kept: KeptAsk): Recheck {
  const { states } = kept;
  const { enclave, sealed, receipt, settlement } = states;
  const isHonest = ![enclave, sealed, receipt, settlement].some(isClaim);
  return {
    evidence: null,
    states: isHonest ? states : withoutClaims(states),
    steps: [],
    code: isHonest ? null : 'record-invalid',
    measurement: null,
    releaseName: null,
    evidenceTimeMs: null,
    isDevelopmentRoot: kept.isDevelopmentRoot,
    transcript: null,
    keyConfigHashHex: null,
  };
}

function isClaim(state: KeptStates[keyof KeptStates]): boolean {
  return state === 'holds' || state === 'registry';
}

function withoutClaims({ enclave, answered, receipt, settlement }: KeptStates): KeptStates {
  return {
    enclave: isClaim(enclave) ? 'fails' : enclave,
    // As of an ask whose worker died: that it failed would say that the question was not sent.
    sealed: 'pending',
    answered,
    receipt: isClaim(receipt) ? 'fails' : receipt,
    settlement: isClaim(settlement) ? 'fails' : settlement,
  };
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', copyOf(bytes)));
}
