/** Send, and beside it who will answer. */
import type { ComponentChildren } from 'preact';
import type { ModelView } from '../../lib/ask/index.ts';
import { Credits } from '../cost/Credits.tsx';
import { Button } from '../ui/Button.tsx';
import { useStrings } from '../ui/strings.ts';
import { ModelMenu } from './ModelMenu.tsx';

export interface SendBarProps {
  model: ModelView | undefined;
  /** Everything the enclave offers; with more than one, the person picks. */
  models: readonly ModelView[];
  isEnabled: boolean;
  /** What the ask costs, where it costs credits. */
  credits?: number | undefined;
  /** What it will come to, where it costs money. */
  estimate?: ComponentChildren;
  onPick: (modelId: string) => void;
  onSend: () => void;
}

const IS_MAC = /mac/i.test(globalThis.navigator?.userAgent ?? '');

export function SendBar({
  model,
  models,
  isEnabled,
  credits,
  estimate,
  onPick,
  onSend,
}: SendBarProps) {
  const { t } = useStrings();
  return (
    <div class="bar">
      <span class="send-model">
        {model && models.length > 1 && (
          <ModelMenu
            models={models}
            chosenId={model.id}
            words={model.id}
            label={t('model_pick', model.id)}
            onPick={onPick}
            testId="model-pick"
          />
        )}
        {model && models.length <= 1 && <span class="send-model-name">{model.id}</span>}
        {model && !model.isLanguageModel && (
          <span class="send-model-note">{t('not_a_language_model_short')}</span>
        )}
        {estimate}
        <Credits credits={credits} />
      </span>
      <kbd>{IS_MAC ? '⌘ ↵' : 'Ctrl ↵'}</kbd>
      <Button kind="primary" icon="send" onClick={onSend} isDisabled={!isEnabled} testId="send">
        {t('send')}
      </Button>
    </div>
  );
}
