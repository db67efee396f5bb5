/** What is worth telling a person who is not looking. Must never carry a word of a question or an answer. */
import type { AskView, ProofStates } from './view.ts';

export type News = 'answer' | 'no-answer' | 'settled' | 'settlement-failed';

/** Null for an end that the person made themselves. */
export function newsOfEnd({ phase }: AskView): News | null {
  if (phase === 'stopped') return null;
  return phase === 'done' ? 'answer' : 'no-answer';
}

export function newsOfSettlement(settlement: ProofStates['settlement']): News | null {
  if (settlement === 'holds') return 'settled';
  return settlement === 'fails' ? 'settlement-failed' : null;
}
