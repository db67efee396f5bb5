/**
 * What a new worker makes of the asks that the last one left. An ask of which nothing had left is asked, as its Send
 * stands; one that may have left is marked interrupted and never sent again without a click.
 */
import { codeOf } from '../errors/index.ts';
import type { Settings } from '../settings/index.ts';
import { hasEnded, isQueued, queuedAgain, UNPROVEN } from './ask-view.ts';
import type { Held } from './asks.ts';
import type { Edges } from './edges.ts';
import { viewOfCode } from './error-table.ts';
import { keptAsk } from './running-ask.ts';
import type { AskView } from './view.ts';

export interface Resumed {
  readonly view: AskView;
  /** It may have left, and its end was not seen. */
  readonly wasInterrupted: boolean;
}

export function resumed(view: AskView, nowMs: number): Resumed {
  // What was only being verified is asked anew: by the order of lib/ask/send.ts nothing of it can have left.
  if (view.phase === 'verifying') return { view: queuedAgain(view, 'turn'), wasInterrupted: false };
  // Whole text whose cover frames were still coming in is no interrupted answer, but its end was not seen either.
  const isUnfinished = view.phase === 'done' && view.proof.answered === 'pending';
  if (isQueued(view) || (hasEnded(view) && !isUnfinished)) return { view, wasInterrupted: false };
  const { receipt } = view.proof;
  return {
    wasInterrupted: true,
    view: {
      ...view,
      phase: isUnfinished ? 'done' : 'interrupted',
      error: viewOfCode('interrupted'),
      finishedAtMs: view.finishedAtMs ?? nowMs,
      proof: {
        ...view.proof,
        answered: 'truncated',
        receipt: receipt === 'pending' ? 'missing' : receipt,
      },
    },
  };
}

/**
 * Brings the kept record of an interrupted ask up to what had arrived; where the worker died before the first was
 * written, keeps what the session still knows. Resolves with the view as its record bears it out: a receipt that was
 * not written before the worker died is gone.
 */
export async function keepInterrupted(
  edges: Edges,
  { view, mayKeep }: Pick<Held, 'view' | 'mayKeep'>,
  settings: Settings,
): Promise<AskView> {
  try {
    const proof = await edges.proofs.amend(view.id, {
      phase: view.phase,
      states: view.proof,
      error: view.error ?? null,
      answer: view.answerText,
    });
    return borneOut(view, proof);
  } catch (thrown) {
    // Not kept because history is off or the window is private: it stays so.
    if (!mayKeep || codeOf(thrown) !== 'proof-unknown') return view;
    return keepUnproven(edges, view, settings);
  }
}

/** What it was sealed to died with the worker: nothing of it can be checked again, and no state may say otherwise. */
async function keepUnproven(edges: Edges, view: AskView, settings: Settings): Promise<AskView> {
  const proof: AskView['proof'] = {
    ...UNPROVEN,
    answered: view.proof.answered,
    receipt: 'missing',
  };
  const unproven = borneOut(view, proof);
  const isDevelopmentRoot = view.enclave?.isDevelopmentRoot ?? false;
  try {
    await edges.proofs.keep(keptAsk(unproven, null, isDevelopmentRoot, settings));
  } catch {
    // A full disk or a locked store: the view stands as long as the browser runs.
  }
  return unproven;
}

function borneOut(view: AskView, proof: AskView['proof']): AskView {
  return { ...view, proof, isProvisional: view.isProvisional || proof.receipt !== 'holds' };
}
