/** The part of the settings that is about the person, and not about whom they trust. */
import type { Settings } from '../../lib/settings/index.ts';
import { ActionsForm } from './ActionsForm.tsx';
import { AppearanceForm } from './AppearanceForm.tsx';
import { FileForm } from './FileForm.tsx';
import { HistoryForm } from './HistoryForm.tsx';
import { PaddingForm } from './PaddingForm.tsx';
import { RedactionForm } from './RedactionForm.tsx';
import type { SettingsChange } from './SettingsPage.tsx';

export interface PersonalFormsProps {
  settings: Settings;
  onChange: SettingsChange;
  onSaveFile: (name: string, text: string) => void;
}

export function PersonalForms({ settings, onChange, onSaveFile }: PersonalFormsProps) {
  return (
    <>
      <ActionsForm
        actions={settings.actions}
        onChange={(actions) => onChange({ actions })}
        onSaveFile={onSaveFile}
      />
      <RedactionForm
        redaction={settings.redaction}
        onChange={(redaction) => onChange({ redaction })}
      />
      <PaddingForm padding={settings.padding} onChange={(padding) => onChange({ padding })} />
      <HistoryForm settings={settings} onChange={onChange} />
      <AppearanceForm
        appearance={settings.appearance}
        onChange={(appearance) => onChange({ appearance })}
      />
      <FileForm settings={settings} onChange={onChange} onSaveFile={onSaveFile} />
    </>
  );
}
