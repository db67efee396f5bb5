/** Which model answers, of those that the enclave states: who reads along, how much it can hold, what it costs. */
import type { ComponentChildren } from 'preact';
import type { ModelView } from '../../lib/ask/index.ts';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { Menu } from '../ui/Menu.tsx';
import { plural, useStrings, type Strings } from '../ui/strings.ts';

export interface ModelMenuProps {
  models: readonly ModelView[];
  chosenId: string | undefined;
  words: ComponentChildren;
  label: string;
  icon?: IconName;
  isDisabled?: boolean;
  /** What a pick would pay at once, where one asks with it. */
  credits?: (modelId: string) => number | undefined;
  onPick: (modelId: string) => void;
  testId: string;
}

export function ModelMenu(props: ModelMenuProps) {
  const { models, chosenId, onPick, credits, label, ...rest } = props;
  const { t } = useStrings();
  return (
    <Menu {...rest} label={label}>
      {(close) => (
        <>
          <p class="menu-head">
            {label}
            <br />
            {t('model_facts')}
          </p>
          {models.map((model) => (
            <ModelItem
              key={model.id}
              model={model}
              isChosen={model.id === chosenId}
              credits={credits?.(model.id)}
              onPick={() => {
                close();
                onPick(model.id);
              }}
            />
          ))}
        </>
      )}
    </Menu>
  );
}

interface ModelItemProps {
  model: ModelView;
  isChosen: boolean;
  credits: number | undefined;
  onPick: () => void;
}

function ModelItem({ model, isChosen, credits, onPick }: ModelItemProps) {
  const strings = useStrings();
  const { t } = strings;
  return (
    <button
      type="button"
      class="menu-item"
      aria-pressed={isChosen}
      onClick={onPick}
      data-testid={`model-${model.id}`}
    >
      {isChosen ? <Icon name="check" /> : <span />}
      <span class="menu-item-name">{model.id}</span>
      <span class="menu-item-more">
        {t(`model_place_${model.place.replaceAll('-', '_')}`, model.upstream)}
        {!model.isLanguageModel && ` · ${t('not_a_language_model_short')}`}
        <br />
        {factsOf(strings, model, credits)}
      </span>
    </button>
  );
}

/** "32,768 tokens · 0.20 / 0.60 USD": what the head of the menu explains. */
function factsOf(strings: Strings, { contextTokens, price }: ModelView, credits = 0): string {
  const { t, locale } = strings;
  const tokens = new Intl.NumberFormat(locale).format(contextTokens);
  const facts = contextTokens > 0 ? [t('model_context', tokens)] : [];
  const { perMillionInput, perMillionOutput, currency } = price;
  if (credits > 0) return [...facts, plural(strings, 'credits_price', credits)].join(' · ');
  const isFree = Number(perMillionInput) === 0 && Number(perMillionOutput) === 0;
  const cost = isFree ? t('model_free') : `${perMillionInput} / ${perMillionOutput} ${currency}`;
  return [...facts, cost].join(' · ');
}
