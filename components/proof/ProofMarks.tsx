/** The five states side by side, each with its own mark. There is on purpose no mark for all of them together. */
import type { ProofStates } from '../../lib/ask/index.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { nameKey, PROOF_PARTS, toneOf, wordKey } from './proof-states.ts';

export function ProofMarks({ states, isNamed }: { states: ProofStates; isNamed: boolean }) {
  const { t } = useStrings();
  return (
    <span class="proof-marks">
      {PROOF_PARTS.map((part) => (
        <span
          key={part}
          class="proof-mark"
          title={t('state_of', t(nameKey(part)), t(wordKey(states[part])))}
        >
          <Verdict tone={toneOf(states[part])} {...(isNamed ? { name: t(nameKey(part)) } : {})} />
          <span class="only-heard">
            {isNamed
              ? t(wordKey(states[part]))
              : t('state_of', t(nameKey(part)), t(wordKey(states[part])))}{' '}
          </span>
        </span>
      ))}
    </span>
  );
}
