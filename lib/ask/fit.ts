/**
 * How many of the earliest turns a question has to leave behind: sealed requests have a largest size, and models a
 * longest context. What is shown before Send and what is sealed count alike. Must never leave out a turn unsaid.
 */
import { codeOf } from '../errors/index.ts';
import type { Asked, EnclaveView, LeavesView, ReadyEnclave, SealedAsk } from '../networks/index.ts';
import { askedOf } from './asked.ts';
import type { Question } from './story.ts';

const TOO_LARGE = 'question-too-large';
/** Of most languages a token holds more; the rest of the context is the answer's. */
const CHARACTERS_PER_TOKEN = 3;
const SHARE_OF_CONTEXT = 0.75;

export interface FittingAsk extends SealedAsk {
  /** Earliest turns that were left out. */
  readonly cut: number;
}

/** Throws what sealing throws; 'question-too-large' only when the question is too large by itself. */
export async function sealFitting(enclave: ReadyEnclave, question: Question): Promise<FittingAsk> {
  for (let cut = leastCut(question, enclave.view); ; cut += 1) {
    try {
      return { ...(await enclave.seal(askedOf(question, cut))), cut };
    } catch (thrown) {
      if (codeOf(thrown) !== TOO_LARGE || cut >= question.earlier.length) throw thrown;
    }
  }
}

/** The same before Send. */
export function describeFitting(
  question: Question,
  view: EnclaveView,
  describe: (asked: Asked) => LeavesView,
): { readonly leaves: LeavesView; readonly cut: number } {
  for (let cut = leastCut(question, view); ; cut += 1) {
    const leaves = describe(askedOf(question, cut));
    const isTooLarge = leaves.error?.code === TOO_LARGE;
    if (!isTooLarge || cut >= question.earlier.length) return { leaves, cut };
  }
}

/** By the context that the enclave states for the model. */
function leastCut(question: Question, { models = [] }: EnclaveView): number {
  const model = models.find(({ id }) => id === question.model) ?? models[0];
  const room = (model?.contextTokens ?? 0) * CHARACTERS_PER_TOKEN * SHARE_OF_CONTEXT;
  if (room === 0) return 0;
  let cut = 0;
  while (cut < question.earlier.length && lengthOf(askedOf(question, cut)) > room) cut += 1;
  return cut;
}

function lengthOf({ messages }: Asked): number {
  return messages.reduce((sum, { content }) => sum + content.length, 0);
}
