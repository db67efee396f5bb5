/** The five independent states of a proof in the order in which they come true, and how each is drawn. */
import type { ProofStates } from '../../lib/ask/index.ts';
import type { Tone } from '../ui/Verdict.tsx';

export const PROOF_PARTS = ['enclave', 'sealed', 'answered', 'receipt', 'settlement'] as const;

export type ProofPart = (typeof PROOF_PARTS)[number];

type AnyState = ProofStates[ProofPart];

/** "Stopped" is the person's own doing, so neither a success nor a failure. */
export function toneOf(state: AnyState): Tone {
  switch (state) {
    case 'holds':
    case 'complete':
      return 'holds';
    case 'fails':
    case 'truncated':
    case 'missing':
      return 'fails';
    case 'pending':
      return 'pending';
    case 'stopped':
    case 'not-watched':
    case 'not-found':
    case 'registry':
      return 'absent';
  }
}

/** Key of the short name: what the chip says. */
export function nameKey(part: ProofPart): string {
  return `proof_${part}`;
}

/** Key of the sentence for a state: `proof_receipt_missing`. */
export function sentenceKey(part: ProofPart, state: AnyState): string {
  return `proof_${part}_${state.replaceAll('-', '_')}`;
}

/** Key of the one word that a screen reader hears after the name. */
export function wordKey(state: AnyState): string {
  return `state_${state.replaceAll('-', '_')}`;
}
