/** Buttons that put a ready question into the box. Choosing one sends nothing. */
import { useStrings } from '../ui/strings.ts';

export interface QuickActionView {
  readonly id: string;
  readonly labelKey: string;
  readonly questionKey: string;
}

export interface QuickActionsProps {
  actions: readonly QuickActionView[];
  chosenId: string | null;
  onChoose: (action: QuickActionView) => void;
}

export function QuickActions({ actions, chosenId, onChoose }: QuickActionsProps) {
  const { t } = useStrings();
  return (
    <div class="quick-actions" role="group" aria-label={t('quick_actions')}>
      {actions.map((action) => (
        <button
          key={action.id}
          type="button"
          class="quick-action"
          aria-pressed={action.id === chosenId}
          onClick={() => onChoose(action)}
          data-testid={`action-${action.id}`}
        >
          {t(action.labelKey)}
        </button>
      ))}
    </div>
  );
}
