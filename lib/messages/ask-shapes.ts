/**
 * Proves that data from a port or a store has the shape of an ask (lib/ask/view.ts).
 * Must never accept a field that view.ts does not name.
 */
import type {
  AskBrief,
  AskPhase,
  AskView,
  FollowView,
  LeavesView,
  ProofStates,
  ThreadPlace,
} from '../ask/index.ts';
import { count, flag, nullable, oneOf, record, text, type Parser } from '../shape/index.ts';
import { MAX_ANSWER_LENGTH, MAX_QUESTION_LENGTH, MAX_QUOTE_LENGTH } from './limits.ts';
import { costShape, draftShape, enclaveShape, errorShape } from './view-shapes.ts';

const short = text(300);

/** From Send to the end, in the order in which they come. */
export const PHASES = [
  'queued',
  'verifying',
  'sealing',
  'waiting',
  'streaming',
  'done',
  'stopped',
  'interrupted',
  'refused',
  'failed',
] as const satisfies readonly AskPhase[];

const phaseShape: Parser<AskPhase> = oneOf(...PHASES);

const statesShape: Parser<ProofStates> = record({
  enclave: oneOf('pending', 'holds', 'registry', 'fails'),
  sealed: oneOf('pending', 'holds', 'fails'),
  answered: oneOf('pending', 'complete', 'truncated', 'stopped'),
  receipt: oneOf('pending', 'holds', 'fails', 'missing'),
  settlement: oneOf('pending', 'holds', 'fails', 'not-watched', 'not-found'),
});

export const idShape = text(64, /^[A-Za-z0-9_-]{1,64}$/);

const placeShape: Parser<ThreadPlace> = record(
  { thread: idShape, turn: count() },
  { after: idShape, cut: count() },
);

/** Of one ask. */
export const creditsShape = count(64);

const waitShape = oneOf('turn', 'offline', 'return', 'person');

export const askShape: Parser<AskView> = record(
  {
    id: idShape,
    phase: phaseShape,
    draft: draftShape,
    model: short,
    place: placeShape,
    answerText: text(MAX_ANSWER_LENGTH),
    isProvisional: flag,
    isLanguageModel: flag,
    startedAtMs: count(),
    proof: statesShape,
  },
  {
    wait: waitShape,
    upstream: short,
    enclave: enclaveShape,
    finishedAtMs: count(),
    error: errorShape,
    sentBytes: count(),
    receivedBytes: count(),
    askedBytes: count(),
    toldBytes: count(),
    cost: costShape,
    agreedCredits: creditsShape,
  },
);

export const leavesShape: Parser<LeavesView> = record(
  { plaintext: text(2 * MAX_QUOTE_LENGTH + MAX_QUESTION_LENGTH + 10_000), sealedBytes: count() },
  { error: errorShape, estimate: costShape, credits: creditsShape },
);

export const briefShape: Parser<AskBrief> = record(
  {
    id: idShape,
    phase: phaseShape,
    preview: text(400),
    model: short,
    place: placeShape,
    startedAtMs: count(),
  },
  { wait: waitShape, error: errorShape, isUnseen: flag },
);

export const followShape: Parser<FollowView> = record({
  after: idShape,
  draft: draftShape,
  leaves: nullable(leavesShape),
  cut: count(),
});
