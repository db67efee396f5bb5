/**
 * What a new worker makes of the asks that the last one left. An ask of which nothing had left is asked, as its Send
 * stands; one that may have left is marked interrupted and never sent again without a click.
 */
import { hasEnded, isQueued, queuedAgain } from './ask-view.ts';
import type { Edges } from './edges.ts';
import { viewOfCode } from './error-table.ts';
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
 * Brings the kept record of an interrupted ask up to what had arrived, if one was kept at all. Resolves with the view as
 * its record bears it out: a receipt that was not written before the worker died is gone.
 */
export async function keepInterrupted(edges: Edges, view: AskView): Promise<AskView> {
  try {
    const proof = await edges.proofs.amend(view.id, {
      phase: view.phase,
      states: view.proof,
      error: view.error ?? null,
      answer: view.answerText,
    });
    return { ...view, proof, isProvisional: view.isProvisional || proof.receipt !== 'holds' };
  } catch {
    // Not kept: history is off, the window is private, or the worker died before the first word.
    return view;
  }
}
