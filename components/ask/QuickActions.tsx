/** Buttons that put a ready question into the box. Choosing one sends nothing. Alt and a figure choose as well. */
import type { Action } from '../../lib/prompts/index.ts';
import { useStrings } from '../ui/strings.ts';
import { labelOf } from './use-actions.ts';

export interface QuickActionsProps {
  actions: readonly Action[];
  chosenId: string | null;
  onChoose: (action: Action) => void;
}

export function QuickActions({ actions, chosenId, onChoose }: QuickActionsProps) {
  const { t } = useStrings();
  if (actions.length === 0) return null;
  return (
    <div class="quick-actions" role="group" aria-label={t('quick_actions')}>
      {actions.map((action, index) => (
        <button
          key={action.id}
          type="button"
          class="quick-action"
          aria-pressed={action.id === chosenId}
          {...(index < 9
            ? { 'aria-keyshortcuts': `Alt+${index + 1}`, title: `Alt+${index + 1}` }
            : {})}
          onClick={() => onChoose(action)}
          data-testid={`action-${action.id}`}
        >
          {labelOf(action, t)}
        </button>
      ))}
    </div>
  );
}
