/** Beside an answer: the five states at a glance, and the way to the steps behind them. */
import type { ProofStates } from '../../lib/ask/index.ts';
import { Icon } from '../ui/Icon.tsx';
import { useStrings } from '../ui/strings.ts';
import { ProofMarks } from './ProofMarks.tsx';

export interface ProofChipProps {
  states: ProofStates;
  isOpen: boolean;
  panelId: string;
  onToggle: () => void;
}

export function ProofChip({ states, isOpen, panelId, onToggle }: ProofChipProps) {
  const { t } = useStrings();
  return (
    <button
      type="button"
      class="proof-chip"
      aria-expanded={isOpen}
      aria-controls={panelId}
      onClick={onToggle}
      data-testid="proof-chip"
      data-enclave={states.enclave}
      data-sealed={states.sealed}
      data-answered={states.answered}
      data-receipt={states.receipt}
      data-settlement={states.settlement}
    >
      <span class="only-heard">{t('proof')}: </span>
      <ProofMarks states={states} isNamed />
      <Icon name="chevron" size={12} />
    </button>
  );
}
