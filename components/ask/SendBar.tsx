/** Send, and beside it who will answer. */
import type { ModelView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { useStrings } from '../ui/strings.ts';

export interface SendBarProps {
  model: ModelView | undefined;
  /** Everything the enclave offers; with more than one, the person picks. */
  models: readonly ModelView[];
  isEnabled: boolean;
  onPick: (modelId: string) => void;
  onSend: () => void;
}

const IS_MAC = /mac/i.test(globalThis.navigator?.userAgent ?? '');

export function SendBar({ model, models, isEnabled, onPick, onSend }: SendBarProps) {
  const { t } = useStrings();
  return (
    <div class="bar">
      <span class="send-model">
        {model && models.length > 1 && (
          <Select
            label={t('model')}
            isLabelHidden
            value={model.id}
            options={models.map(({ id }) => ({ value: id, label: id }))}
            onChange={onPick}
            testId="model-pick"
          />
        )}
        {model && models.length <= 1 && <span class="send-model-name">{model.id}</span>}
        {model && !model.isLanguageModel && (
          <span class="send-model-note">{t('not_a_language_model_short')}</span>
        )}
      </span>
      <kbd>{IS_MAC ? '⌘ ↵' : 'Ctrl ↵'}</kbd>
      <Button kind="primary" icon="send" onClick={onSend} isDisabled={!isEnabled} testId="send">
        {t('send')}
      </Button>
    </div>
  );
}
