/**
 * Runs every check of a kept OpenGradient proof again, over the kept bytes: the attested document as of its
 * registration, the signed key, the answer's signature over the kept request and text, its place in a settled batch.
 * Must never ask a chain: what is not in the record is not claimed.
 */
import { fromBase64, fromUtf8, toHex } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import {
  canonicalRequest,
  isInBatch,
  isSameTee,
  OpengradientError,
  parseKeptAnswer,
  parseStatement,
  recheckRow,
  verifyAnswer,
  verifySignedHashes,
  type KeptAnswer,
  type Recheck as RowRecheck,
  type RegistryStatement,
} from '../opengradient/index.ts';
import { isPlainObject } from '../shape/index.ts';
import type { KeptAsk, KeptStates, ProofFacts } from './proof.ts';
import type { Recheck, Trust } from './reverify.ts';
import { stepOf, type CheckedStep } from './step.ts';

/** What one part comes to. */
interface Part<S> {
  readonly state: S;
  readonly steps: CheckedStep[];
  readonly code: string | null;
}

export async function reverifyOpengradient(
  kept: KeptAsk,
  facts: ProofFacts,
  trust: Trust,
): Promise<Recheck> {
  const statement = parseStatement(facts.transcript);
  const row = await recheckKeptRow(statement, facts, trust);
  const answer = await recheckAnswer(kept, facts, statement);
  const settled = recheckSettlement(kept, facts);
  const { facts: signed } = row;
  return {
    evidence: null,
    states: {
      ...kept.states,
      enclave: row.state === 'here' ? 'holds' : row.state === 'registry' ? 'registry' : 'fails',
      receipt: answer.state,
      settlement: settled.state,
    },
    steps: [
      ...row.steps.map((step) => stepOf('evidence', step)),
      ...answer.steps,
      ...settled.steps,
    ],
    code: row.code ?? answer.code ?? settled.code,
    measurement: signed && { ...signed.measurement },
    releaseName: signed?.release ?? null,
    evidenceTimeMs: signed?.documentTimeMs ?? null,
    isDevelopmentRoot: signed?.isDevelopmentRoot ?? kept.isDevelopmentRoot,
    transcript: null,
    keyConfigHashHex: null,
  };
}

function recheckKeptRow(
  { row }: RegistryStatement,
  { evidence }: ProofFacts,
  { trustAnchors, images, builds }: Trust,
): Promise<RowRecheck> {
  return recheckRow(row, evidence.length === 0 ? null : evidence, {
    trustAnchors,
    measurements: images.flatMap((image) => ('pcr0' in image ? [image] : [])),
    pinnedPcrHashes: builds?.pinnedPcrHashes ?? [],
    allowsApproved: builds?.allowsApproved ?? false,
  });
}

async function recheckAnswer(
  { text, states, imported }: KeptAsk,
  { receipt, requestBytes }: ProofFacts,
  { row }: RegistryStatement,
): Promise<Part<KeptStates['receipt']>> {
  if (receipt === null) {
    const wasPending = states.receipt === 'pending';
    return { state: wasPending ? 'pending' : 'missing', steps: [], code: null };
  }
  const name = 'answer-signature';
  try {
    const signed = parseKeptAnswer(receipt);
    // The request is sealed at rest: nobody can take it out of a record to have the texts left unchecked.
    if (imported === 'hashes' && requestBytes.length === 0) return await recheckHashes(signed, row);
    const canonical = canonicalRequest(fromUtf8(requestBytes), { hashesReasoningEffort: true });
    const shown = text.answer;
    const answer = { ...signed, kind: 'text', output: shown } as const;
    await verifyAnswer(answer, { canonical, shown, ...row });
    const detail = `signed by ${row.teeId} at ${signed.fields.timestamp}`;
    return { state: 'holds', steps: [{ name, verdict: 'pass', detail }], code: null };
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'unexpected';
    return { state: 'fails', steps: [{ name, verdict: 'fail', detail: code }], code };
  }
}

/** Somebody else's answer without its texts: what is left is that the enclave signed these hashes. */
async function recheckHashes(
  { fields }: KeptAnswer,
  { signingKey, teeId }: RegistryStatement['row'],
): Promise<Part<KeptStates['receipt']>> {
  if (!isSameTee(fields.teeId, teeId)) throw new OpengradientError('answer-of-another-gateway');
  await verifySignedHashes(signingKey, fields, fromBase64(fields.signature));
  const detail = `hashes only, signed by ${teeId} at ${fields.timestamp}`;
  const step = { name: 'answer-signature', verdict: 'pass', detail } as const;
  return { state: 'holds', steps: [step], code: null };
}

/** The leaf is worked out anew from what was signed; the root is the chain's as it was read then. */
function recheckSettlement(
  { settlement, states }: KeptAsk,
  { receipt }: ProofFacts,
): Part<KeptStates['settlement']> {
  const name = 'settlement';
  const proof = settlement?.proof ?? null;
  if (proof === null || receipt === null) {
    const wasClaimed = states.settlement === 'holds';
    return { state: wasClaimed ? 'fails' : states.settlement, steps: [], code: null };
  }
  try {
    const { root, transaction } = committed(fromUtf8(proof.checkpoint));
    const path = proof.hashes.map((hash) => `0x${toHex(hash)}`);
    const isThere = isInBatch(valueOf(parseKeptAnswer(receipt)), path, root);
    const code = isThere ? null : 'batch-invalid';
    const detail = `root ${root} in ${transaction}`;
    const step = { name, verdict: isThere ? 'pass' : 'fail', detail } as const;
    return { state: isThere ? 'holds' : 'fails', steps: [step], code };
  } catch (thrown) {
    const code = codeOf(thrown) ?? 'batch-invalid';
    return { state: 'fails', steps: [{ name, verdict: 'fail', detail: code }], code };
  }
}

function valueOf({ fields }: KeptAnswer) {
  return { ...fields, signature: fromBase64(fields.signature) };
}

function committed(json: string): { root: string; transaction: string } {
  const value: unknown = JSON.parse(json);
  const { root, transaction } = isPlainObject(value) ? value : {};
  return {
    root: typeof root === 'string' ? root : '',
    transaction: typeof transaction === 'string' ? transaction : '',
  };
}
