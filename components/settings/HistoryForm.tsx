/** What is kept on this device, and what of a page goes along unless the person unticks it. */
import type { Settings } from '../../lib/settings/index.ts';
import { Tick } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import { KeepFor } from './KeepFor.tsx';
import type { SettingsChange } from './SettingsPage.tsx';

export interface HistoryFormProps {
  settings: Settings;
  onChange: SettingsChange;
}

export function HistoryForm({ settings, onChange }: HistoryFormProps) {
  const { t } = useStrings();
  return (
    <section class="settings-section" aria-labelledby="settings-history">
      <h2 id="settings-history">{t('settings_history')}</h2>
      <Tick
        label={t('keep_history')}
        hint={t('keep_history_about')}
        isTicked={settings.keepHistory}
        onChange={(keepHistory) => onChange({ keepHistory })}
        testId="keep-history"
      />
      <KeepFor days={settings.keepDays} onChange={(keepDays) => onChange({ keepDays })} />
      <Tick
        label={t('include_title')}
        isTicked={settings.includeTitle}
        onChange={(includeTitle) => onChange({ includeTitle })}
      />
      <Tick
        label={t('include_url')}
        hint={t('include_url_about')}
        isTicked={settings.includeUrl}
        onChange={(includeUrl) => onChange({ includeUrl })}
      />
    </section>
  );
}
