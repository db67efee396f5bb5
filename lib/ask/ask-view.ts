/** The state of one ask, changed only by what the story reports. Pure. */
import type { Change } from './story.ts';
import type { AskPhase, AskView, AskWait, Draft, ProofStates, ThreadPlace } from './view.ts';

export const UNPROVEN: ProofStates = {
  enclave: 'pending',
  sealed: 'pending',
  answered: 'pending',
  receipt: 'pending',
  settlement: 'not-watched',
};

/** What a person's Send makes: nothing of it has left yet. */
export interface NewAsk {
  readonly id: string;
  readonly draft: Draft;
  readonly model: string;
  readonly place: ThreadPlace;
  readonly agreedCredits?: number | undefined;
}

export function newAskView(sent: NewAsk, nowMs: number): AskView {
  const { id, draft, model, place, agreedCredits } = sent;
  return {
    id,
    phase: 'queued',
    wait: 'turn',
    draft,
    model,
    place,
    answerText: '',
    isProvisional: true,
    isLanguageModel: true,
    startedAtMs: nowMs,
    proof: { ...UNPROVEN },
    ...(agreedCredits !== undefined && { agreedCredits }),
  };
}

const RUNNING: ReadonlySet<AskPhase> = new Set(['verifying', 'sealing', 'waiting', 'streaming']);

export function isRunning(view: AskView | null): boolean {
  return view !== null && RUNNING.has(view.phase);
}

export function isQueued({ phase }: Pick<AskView, 'phase'>): boolean {
  return phase === 'queued';
}

/** Nothing more will happen to it, but what the log may show. */
export function hasEnded(view: AskView): boolean {
  return !isRunning(view) && !isQueued(view);
}

/** The same ask, waiting: whatever was tried, nothing of it has left. */
export function queuedAgain(view: AskView, wait: AskWait): AskView {
  return { ...newAskView(view, view.startedAtMs), wait };
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
  const { facts, error, usage, cut, upstream } = change;
  const isOver = !hasEnded(view) && !RUNNING.has(phase);
  const { wait, ...before } = view;
  return {
    ...before,
    ...(phase === 'queued' && wait !== undefined ? { wait } : {}),
    phase,
    proof,
    answerText: view.answerText + (change.text ?? ''),
    isProvisional: !(
      (proof.enclave === 'holds' || proof.enclave === 'registry') &&
      proof.sealed === 'holds' &&
      proof.receipt === 'holds'
    ),
    ...(facts === undefined ? {} : { model: facts.model, upstream: facts.upstream }),
    ...(cut === undefined ? {} : { place: { ...view.place, cut } }),
    ...(upstream === undefined ? {} : { upstream }),
    ...weightOf(change),
    ...(usage?.cost === undefined ? {} : { cost: usage.cost }),
    ...(error === undefined ? {} : { error }),
    ...(isOver ? { finishedAtMs: nowMs } : {}),
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
  if (hasEnded(view)) return view;
  const receipt = view.proof.receipt === 'pending' ? 'missing' : view.proof.receipt;
  const proof: ProofStates = { ...view.proof, answered: 'stopped', receipt };
  const after: AskView = { ...view, phase: 'stopped', proof, finishedAtMs: nowMs };
  delete after.wait;
  return after;
}
