/** The part of the settings that is about the person, and not about whom they trust. */
import type { ComponentChildren } from 'preact';
import type { Settings } from '../../lib/settings/index.ts';
import { ActionsForm } from './ActionsForm.tsx';
import { AppearanceForm } from './AppearanceForm.tsx';
import { FileForm } from './FileForm.tsx';
import { HistoryForm } from './HistoryForm.tsx';
import { HomeForm } from './HomeForm.tsx';
import { PaddingForm } from './PaddingForm.tsx';
import { RedactionForm } from './RedactionForm.tsx';
import type { SettingsChange } from './SettingsPage.tsx';

/** Drawn where they belong, each a section of its own. */
export interface SettingsParts {
  /** Under what is kept. */
  atRest?: ComponentChildren;
  sites?: ComponentChildren;
  keyboard?: ComponentChildren;
  /** Asks the browser for its notifications; called in the click itself. */
  askForNotifications?: () => Promise<boolean>;
}

export interface PersonalFormsProps {
  settings: Settings;
  onChange: SettingsChange;
  onSaveFile: (name: string, text: string) => void;
  parts: SettingsParts;
}

export function PersonalForms({ settings, onChange, onSaveFile, parts }: PersonalFormsProps) {
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
      {parts.atRest}
      <HomeForm
        settings={settings}
        onChange={onChange}
        askForNotifications={parts.askForNotifications ?? (() => Promise.resolve(false))}
      />
      {parts.sites}
      {parts.keyboard}
      <AppearanceForm
        appearance={settings.appearance}
        onChange={(appearance) => onChange({ appearance })}
      />
      <FileForm settings={settings} onChange={onChange} onSaveFile={onSaveFile} />
    </>
  );
}
