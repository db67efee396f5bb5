/** The five independent states of a proof in the order in which they come true, and how each is drawn. */
import type { ProofStates } from '../../lib/ask/index.ts';
import type { NetworkId } from '../../lib/settings/index.ts';
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
      return 'absent';
    case 'registry':
      return 'warns';
  }
}

/** Key of the short name: what the chip says. */
export function nameKey(part: ProofPart): string {
  return `proof_${part}`;
}

/** Key of the sentence for a state: `proof_receipt_missing`; where a network means something else by it, its own. */
export function sentenceKey(
  part: ProofPart,
  state: AnyState,
  network: NetworkId | undefined,
): string {
  const key = `proof_${part}_${state.replaceAll('-', '_')}`;
  return network === 'opengradient' && OWN_WORDS.has(key) ? `og_${key}` : key;
}

/** There evidence is that of a registration, receipts are signatures, and settled means in a batch on the chain. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'proof_enclave_holds',
  'proof_receipt_holds',
  'proof_receipt_fails',
  'proof_receipt_missing',
  'proof_receipt_pending',
  'proof_settlement_fails',
  'proof_settlement_holds',
  'proof_settlement_not_watched',
  'proof_settlement_pending',
]);

/** Key of the one word that a screen reader hears after the name. */
export function wordKey(state: AnyState): string {
  return `state_${state.replaceAll('-', '_')}`;
}
