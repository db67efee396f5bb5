/** The state of one ask, changed only by what the story reports. Pure. */
import type { Change } from './story.ts';
import type { AskPhase, AskView, Draft, ProofStates } from './view.ts';

export const UNPROVEN: ProofStates = {
  enclave: 'pending',
  sealed: 'pending',
  answered: 'pending',
  receipt: 'pending',
  settlement: 'not-watched',
};

export function newAskView(id: string, draft: Draft, model: string, nowMs: number): AskView {
  return {
    id,
    phase: 'verifying',
    draft,
    model,
    place: { thread: id, turn: 1 },
    answerText: '',
    isProvisional: true,
    isLanguageModel: true,
    startedAtMs: nowMs,
    proof: { ...UNPROVEN },
  };
}

const RUNNING: ReadonlySet<AskPhase> = new Set(['verifying', 'sealing', 'waiting', 'streaming']);

export function isRunning(view: AskView | null): boolean {
  return view !== null && RUNNING.has(view.phase);
}

/** The request is being made and carried: nothing may hold it up. */
export function isBeingSent(view: AskView): boolean {
  return isRunning(view) && view.phase !== 'streaming';
}

/** The view after one report. The first end counts: text that drips in behind a Stop is not shown. */
export function applyChange(view: AskView, change: Change, nowMs: number): AskView {
  if (view.phase === 'stopped' || view.phase === 'interrupted') return view;
  const proof = { ...view.proof, ...change.proof };
  const phase = change.phase ?? view.phase;
  const { facts, error, usage } = change;
  const hasEnded = isRunning(view) && !RUNNING.has(phase);
  return {
    ...view,
    phase,
    proof,
    answerText: view.answerText + (change.text ?? ''),
    isProvisional: !(
      (proof.enclave === 'holds' || proof.enclave === 'registry') &&
      proof.sealed === 'holds' &&
      proof.receipt === 'holds'
    ),
    ...(facts === undefined ? {} : { model: facts.model, upstream: facts.upstream }),
    ...weightOf(change),
    ...(usage?.cost === undefined ? {} : { cost: usage.cost }),
    ...(error === undefined ? {} : { error }),
    ...(hasEnded ? { finishedAtMs: nowMs } : {}),
  };
}

/** What went over the line, and how much of it was the message. */
function weightOf({ sentBytes, receivedBytes, askedBytes, toldBytes }: Change): Partial<AskView> {
  return {
    ...(sentBytes === undefined ? {} : { sentBytes }),
    ...(receivedBytes === undefined ? {} : { receivedBytes }),
    ...(askedBytes === undefined ? {} : { askedBytes }),
    ...(toldBytes === undefined ? {} : { toldBytes }),
  };
}

/** The person's Stop: what had arrived stays. */
export function stopView(view: AskView, nowMs: number): AskView {
  if (!isRunning(view)) return view;
  const receipt = view.proof.receipt === 'pending' ? 'missing' : view.proof.receipt;
  const proof: ProofStates = { ...view.proof, answered: 'stopped', receipt };
  return { ...view, phase: 'stopped', proof, finishedAtMs: nowMs };
}
