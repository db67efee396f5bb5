/**
 * All settings as a file, out and in, and back to how they were shipped. What a file would add to what is trusted or
 * reached is asked about here, each with the same words and the same consent as by hand.
 */
import { useState } from 'preact/hooks';
import {
  DEFAULT_SETTINGS,
  exportSettings,
  planImport,
  type ImportQuestions,
  type Settings,
} from '../../lib/settings/index.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { useStrings } from '../ui/strings.ts';
import { FileButton } from './FileButton.tsx';
import { ImportQuestionsView } from './ImportQuestionsView.tsx';
import type { SettingsChange } from './SettingsPage.tsx';
import { codeOfThrown } from './thrown.ts';

export interface FileFormProps {
  settings: Settings;
  onChange: SettingsChange;
  onSaveFile: (name: string, text: string) => void;
}

export function FileForm({ settings, onChange, onSaveFile }: FileFormProps) {
  const { t, errorKey } = useStrings();
  const [said, setSaid] = useState('');
  const [questions, setQuestions] = useState<ImportQuestions>();
  const read = (text: string) => {
    try {
      const plan = planImport(text, settings);
      onChange(plan.settings);
      setQuestions(plan.questions);
      setSaid(t('settings_taken'));
    } catch (thrown) {
      setQuestions(undefined);
      setSaid(t(errorKey(codeOfThrown(thrown))));
    }
  };
  return (
    <section class="settings-section" aria-labelledby="settings-file">
      <h2 id="settings-file">{t('settings_file')}</h2>
      <p class="faint">{t('settings_file_about')}</p>
      <div class="file-row">
        <Button
          onClick={() => onSaveFile('sotto-settings.json', exportSettings(settings))}
          testId="settings-export"
        >
          {t('settings_export')}
        </Button>
        <FileButton words={t('settings_import')} onRead={read} testId="settings-import" />
        <span class="faint" role="status" data-testid="settings-file-said">
          {said}
        </span>
      </div>
      {questions && (
        <ImportQuestionsView settings={settings} questions={questions} onChange={onChange} />
      )}
      <Reset onReset={() => onChange(DEFAULT_SETTINGS)} />
    </section>
  );
}

function Reset({ onReset }: { onReset: () => void }) {
  const { t } = useStrings();
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button kind="quiet" onClick={() => setIsAsking(true)} testId="settings-reset">
        {t('settings_reset')}
      </Button>
    );
  }
  return (
    <Confirm
      question={t('settings_reset_sure')}
      act={t('settings_reset')}
      onCancel={() => setIsAsking(false)}
      onAct={() => {
        setIsAsking(false);
        onReset();
      }}
      testId="settings-reset-sure"
    />
  );
}
