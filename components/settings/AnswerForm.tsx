/** How answers come: in which language, and from which of the enclave's models. */
import type { EnclaveView, ModelView } from '../../lib/ask/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import { PriceTable } from '../cost/PriceTable.tsx';
import { TextField } from '../ui/Field.tsx';
import { languageName } from '../ui/format.ts';
import { Select } from '../ui/Select.tsx';
import { useStrings } from '../ui/strings.ts';
import type { SettingsChange } from './SettingsPage.tsx';

export interface AnswerFormProps {
  settings: Settings;
  enclave: EnclaveView | null;
  onChange: SettingsChange;
}

const LANGUAGE_TAG = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/;

export function AnswerForm({ settings, enclave, onChange }: AnswerFormProps) {
  const { t } = useStrings();
  const { answerLanguage, model } = settings;
  const name = languageName(answerLanguage, t('language_tag'));
  const isTag = answerLanguage === '' || LANGUAGE_TAG.test(answerLanguage);
  return (
    <section class="settings-section" aria-labelledby="settings-answers">
      <h2 id="settings-answers">{t('settings_answers')}</h2>
      <TextField
        label={t('answer_language')}
        hint={name === answerLanguage ? t('answer_language_hint') : t('answer_language_is', name)}
        problem={isTag ? undefined : t('answer_language_wrong')}
        placeholder="en"
        value={answerLanguage}
        onChange={(tag) => onChange({ answerLanguage: tag.trim() })}
        testId="answer-language"
      />
      <Select
        label={t('model')}
        hint={t(enclave?.models ? 'model_hint' : 'model_hint_unknown')}
        value={model}
        options={[
          { value: '', label: t('model_first') },
          ...modelOptions(enclave?.models ?? [], model),
        ]}
        onChange={(id) => onChange({ model: id })}
        testId="model"
      />
      <PriceTable enclave={enclave} />
    </section>
  );
}

/** What the enclave offers, and the present choice even where it does not. */
function modelOptions(models: readonly ModelView[], chosen: string) {
  const isOffered = chosen === '' || models.some(({ id }) => id === chosen);
  return [...models.map(({ id }) => id), ...(isOffered ? [] : [chosen])].map((id) => ({
    value: id,
    label: id,
  }));
}
