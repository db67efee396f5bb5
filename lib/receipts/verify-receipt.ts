/**
 * The device's verdict on a receipt, against the device's own bytes: what it sealed, what it opened, and what the
 * verified transcript bound. Every step is named, also those not reached. Must never compare with anything that
 * came in the same message as the receipt, nor say "holds" when one of the steps was left out.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { answerCommitment, requestCommitment, type Openings } from './commitment.ts';
import { parseEnvelope, signatureHolds, type Envelope } from './cose-sign1.ts';
import { ReceiptError, type ReceiptErrorCode } from './errors.ts';
import { parsePayload, type Receipt } from './receipt.ts';

export const RECEIPT_STEPS = [
  'form',
  'signature',
  'transcript',
  'key-configuration',
  'request',
  'answer',
  'model',
] as const;
export type ReceiptStepName = (typeof RECEIPT_STEPS)[number];

export interface ReceiptStep {
  readonly name: ReceiptStepName;
  readonly verdict: 'pass' | 'fail' | 'not-reached';
  readonly detail: string;
}

export interface ReceiptExpectation {
  /** From the verified transcript: 32 bytes, raw Ed25519. */
  readonly receiptKey: Bytes;
  readonly transcriptHash: Bytes;
  /** SHA-256 of the key configuration that this question was sealed to. */
  readonly keyConfigHash: Bytes;
  /** The inner request as it was sealed, without its trailing zero padding. */
  readonly requestBytes: Bytes;
  /** The answer's text as it was shown. */
  readonly answerBytes: Bytes;
  readonly openings: Openings;
  /** The statement's model and upstream pairs that may have answered this question. */
  readonly allowedModels: readonly { readonly model: string; readonly upstream: string }[];
}

export type ReceiptVerdict =
  | { readonly ok: true; readonly receipt: Receipt; readonly steps: readonly ReceiptStep[] }
  | {
      readonly ok: false;
      readonly code: ReceiptErrorCode;
      readonly step: ReceiptStepName;
      readonly steps: readonly ReceiptStep[];
      /** What the receipt claims, when it could be read at all; not to be shown as fact. */
      readonly claimed: Receipt | null;
    };

/** Runs all steps in order and stops at the first that fails. Never throws on a bad receipt. */
export function verifyReceipt(
  receiptBytes: Bytes,
  expected: ReceiptExpectation,
): Promise<ReceiptVerdict> {
  return verify(receiptBytes, expected, expected);
}

/** For a reader who has not been given the texts: the commitments are there, and nothing is said of what they hide. */
export function verifyReceiptAlone(
  receiptBytes: Bytes,
  expected: Omit<ReceiptExpectation, keyof Texts>,
): Promise<ReceiptVerdict> {
  return verify(receiptBytes, expected, null);
}

type Texts = Pick<ReceiptExpectation, 'requestBytes' | 'answerBytes' | 'openings'>;

async function verify(
  receiptBytes: Bytes,
  expected: Omit<ReceiptExpectation, keyof Texts>,
  texts: Texts | null,
): Promise<ReceiptVerdict> {
  let opened: { envelope: Envelope; receipt: Receipt };
  try {
    const envelope = parseEnvelope(receiptBytes);
    opened = { envelope, receipt: parsePayload(envelope.payload) };
  } catch (cause) {
    if (!(cause instanceof ReceiptError)) throw cause;
    return refused(cause.code, 0, null);
  }
  const { receipt, envelope } = opened;
  const checks = await runChecks(receipt, envelope, expected, texts);
  const failed = checks.findIndex(({ holds }) => !holds);
  const code = checks[failed]?.code;
  // Step 0 is the form, which has passed by now.
  if (code !== undefined) return refused(code, failed + 1, receipt);
  const isHidden = (name: ReceiptStepName): boolean =>
    texts === null && (name === 'request' || name === 'answer');
  const steps = RECEIPT_STEPS.map((name) => step(name, isHidden(name) ? 'not-reached' : 'pass'));
  return { ok: true, receipt, steps };
}

async function runChecks(
  receipt: Receipt,
  envelope: Envelope,
  expected: Omit<ReceiptExpectation, keyof Texts>,
  texts: Texts | null,
): Promise<readonly { holds: boolean; code: ReceiptErrorCode }[]> {
  const isAllowed = expected.allowedModels.some(
    ({ model, upstream }) => model === receipt.model && upstream === receipt.upstream,
  );
  const isSigned = await signatureHolds(envelope, expected.receiptKey);
  const { request, answer } = texts === null ? own(receipt) : await commitmentsTo(texts);
  return [
    { holds: isSigned, code: 'receipt-signature-invalid' },
    {
      holds: equal(receipt.transcriptHash, expected.transcriptHash),
      code: 'receipt-transcript-mismatch',
    },
    {
      holds: equal(receipt.keyConfigHash, expected.keyConfigHash),
      code: 'receipt-key-config-mismatch',
    },
    { holds: equal(receipt.requestCommitment, request), code: 'receipt-request-mismatch' },
    { holds: equal(receipt.answerCommitment, answer), code: 'receipt-answer-mismatch' },
    { holds: isAllowed, code: 'receipt-model-mismatch' },
  ];
}

async function commitmentsTo(texts: Texts): Promise<{ request: Bytes; answer: Bytes }> {
  const { openings, requestBytes, answerBytes } = texts;
  return {
    request: await requestCommitment(openings.request, requestBytes),
    answer: await answerCommitment(openings.answer, answerBytes),
  };
}

/** Compared with themselves: these two steps are then shown as not reached, never as passed. */
function own(receipt: Receipt): { request: Bytes; answer: Bytes } {
  return { request: receipt.requestCommitment, answer: receipt.answerCommitment };
}

function refused(code: ReceiptErrorCode, failed: number, claimed: Receipt | null): ReceiptVerdict {
  const steps = RECEIPT_STEPS.map((name, i) =>
    step(name, i < failed ? 'pass' : i === failed ? 'fail' : 'not-reached'),
  );
  return { ok: false, code, step: RECEIPT_STEPS[failed] ?? 'form', steps, claimed };
}

const DETAILS: Record<ReceiptStepName, string> = {
  form: 'COSE_Sign1 over deterministic CBOR, every field present, none unknown',
  signature: 'Ed25519 by the receipt key of the attested transcript',
  transcript: 'names the transcript that the evidence bound',
  'key-configuration': 'names the key configuration the question was sealed to',
  request: 'commits to the exact request this device sealed',
  answer: 'commits to the exact answer this device opened',
  model: 'names a model and upstream of the attested statement',
};

function step(name: ReceiptStepName, verdict: ReceiptStep['verdict']): ReceiptStep {
  return { name, verdict, detail: DETAILS[name] };
}
