/**
 * Checks a proof file of the OpenGradient network again, by anyone: the attested document as of its registration, the
 * keys that it binds, the enclave's signature over question and answer, its place in a batch. Must never say that an
 * answer is settled on a root that only the file names.
 */
import { toBase64, toHex } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import {
  canonicalRequest,
  isInBatch,
  recheckRow,
  teeIdOf,
  verifyAnswer,
  verifySignedHashes,
  type Recheck,
} from '../../opengradient/index.ts';
import type { Reader } from '../file/check.ts';
import type { FileVerdict } from '../file/run.ts';
import { stepOf, type CheckedStep } from '../step.ts';
import type { OpengradientProofFile } from './encode.ts';
import { rowOf } from './row.ts';

/** Enclave clocks run minutes behind; an answer from before the enclave was there is none of it. */
const CLOCK_BEHIND_SECONDS = 3600n;

const LATER_STEPS = ['answer-signature', 'time', 'settlement'] as const;

/** Never throws on a bad proof; the first failing step ends it, and the rest is shown as not reached. */
export async function checkOpengradient(
  file: OpengradientProofFile,
  reader: Reader,
): Promise<FileVerdict> {
  const attested = await recheckFile(file, reader);
  const steps = stepsOf(attested, reader);
  const verdict = verdictOn(file, attested);
  if (attested.state === 'refused') return verdict('fails', codeFor(attested, reader), steps);
  for (const [name, check] of checksOf(file, reader)) {
    const { code, ...step } = await check();
    steps.push({ name, ...step });
    if (code !== null) return verdict('fails', code, steps);
  }
  const isSettled = steps.at(-1)?.verdict === 'pass';
  return verdict(isSettled ? 'holds' : 'holds-time-not-witnessed', null, steps);
}

function recheckFile(file: OpengradientProofFile, reader: Reader): Promise<Recheck> {
  const { measurements, trustAnchors, developmentRoots, pinnedPcrHashes = [] } = reader;
  return recheckRow(rowOf(file), file.document, {
    trustAnchors: [...trustAnchors, ...developmentRoots],
    measurements: (measurements ?? []).flatMap((image) => ('pcr0' in image ? [image] : [])),
    pinnedPcrHashes,
    allowsApproved: measurements === null || reader.allowsApproved === true,
  });
}

/** Where the reader names no build, which one it is is shown and not judged. */
function stepsOf({ steps }: Recheck, { measurements }: Reader): CheckedStep[] {
  return steps.map((one) => {
    const step = stepOf('evidence', one);
    const isShown = measurements === null && step.name === 'measurement';
    if (!isShown || step.verdict !== 'pass') return step;
    const detail = `not judged: no release named; ${step.detail}`;
    return { ...step, verdict: 'not-reached', detail };
  });
}

function codeFor({ code }: Recheck, { developmentRoots }: Reader): string {
  if (code === 'root-unknown' && developmentRoots.length === 0) return 'development-root';
  return code ?? 'registration-mismatch';
}

interface Checked {
  readonly verdict: CheckedStep['verdict'];
  readonly detail: string;
  readonly code: string | null;
}

type Check = readonly [name: string, check: () => Promise<Checked>];

function checksOf(file: OpengradientProofFile, reader: Reader): readonly Check[] {
  return [
    ['answer-signature', () => checkAnswer(file)],
    ['time', () => Promise.resolve(checkTime(file))],
    ['settlement', () => Promise.resolve(checkSettlement(file, reader))],
  ];
}

async function checkAnswer(file: OpengradientProofFile): Promise<Checked> {
  const { signed, plaintext, signingKey } = file;
  const teeId = teeIdOf(signingKey);
  try {
    const hashes = hashesOf(file);
    if (plaintext === null) await verifySignedHashes(signingKey, hashes, signed.signature);
    else {
      const { request, answer: shown } = plaintext;
      const canonical = canonicalRequest(request, { hashesReasoningEffort: true });
      const fields = { ...hashes, teeId, signature: toBase64(signed.signature) };
      const answer = { kind: 'text', output: shown, finishReason: '', cost: undefined } as const;
      await verifyAnswer({ ...answer, fields }, { canonical, shown, teeId, signingKey });
    }
    const what = plaintext === null ? 'the hashes of question and answer' : 'question and answer';
    return { verdict: 'pass', detail: `${what}, signed by ${teeId}`, code: null };
  } catch (thrown) {
    return failed(codeOf(thrown) ?? 'unexpected');
  }
}

function hashesOf({ signed }: OpengradientProofFile) {
  const { requestHash, outputHash, timestamp } = signed;
  return { requestHash: toHex(requestHash), outputHash: toHex(outputHash), timestamp };
}

function checkTime({ signed, registeredAtSeconds }: OpengradientProofFile): Checked {
  const isBefore = signed.timestamp + CLOCK_BEHIND_SECONDS < BigInt(registeredAtSeconds);
  if (isBefore) return failed('recorded-time-implausible', 'before the enclave was registered');
  const atMs = Number(signed.timestamp) * 1000;
  const detail = `${new Date(atMs).toISOString()} by the enclave's own clock`;
  return { verdict: 'pass', detail, code: null };
}

/** A root proves nothing by itself: it counts when the reader has seen it on the chain. */
function checkSettlement(file: OpengradientProofFile, { batchRoots = [] }: Reader): Checked {
  const { settlement, signed, signingKey } = file;
  if (settlement === null) {
    return { verdict: 'not-reached', detail: 'in no batch that was found', code: null };
  }
  const value = { ...hashesOf(file), teeId: teeIdOf(signingKey), signature: signed.signature };
  const root = `0x${toHex(settlement.root)}`;
  const path = settlement.path.map((hash) => `0x${toHex(hash)}`);
  if (!isInBatch(value, path, root)) return failed('batch-invalid');
  if (batchRoots.includes(root)) {
    return { verdict: 'pass', detail: `in the batch with root ${root}`, code: null };
  }
  const detail = `in a batch with root ${root}, which the reader has not named`;
  return { verdict: 'not-reached', detail, code: null };
}

function failed(code: string, detail = code): Checked {
  return { verdict: 'fail', detail, code };
}

function verdictOn(file: OpengradientProofFile, { facts }: Recheck) {
  return (
    verdict: FileVerdict['verdict'],
    code: string | null,
    steps: readonly CheckedStep[],
  ): FileVerdict => {
    const reached = new Set(steps.map(({ name }) => name));
    const left = LATER_STEPS.filter((name) => !reached.has(name));
    return {
      ...{ verdict, code },
      steps: [
        ...steps,
        ...left.map((name) => ({ name, verdict: 'not-reached' as const, detail: '' })),
      ],
      isDevelopment: facts?.isDevelopmentRoot ?? code === 'development-root',
      measurement: facts?.measurement ?? null,
      recordedAtMs: Number(file.signed.timestamp) * 1000,
      evidenceTimeMs: facts?.documentTimeMs ?? null,
      witnessedAtMs: null,
      receipt: null,
    };
  };
}
