/**
 * All settings on one calm page. Changes are kept here until Save; allowing code or a root goes through its own
 * consent first, and is then one more change to save.
 */
import { useEffect, useState } from 'preact/hooks';
import type { EnclaveView, ErrorView } from '../../lib/ask/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import { DevelopmentBanner } from '../proof/DevelopmentBanner.tsx';
import { Button } from '../ui/Button.tsx';
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';
import { ActionsForm } from './ActionsForm.tsx';
import { AnswerForm } from './AnswerForm.tsx';
import { CreditsForm, type CreditsFormProps } from './CreditsForm.tsx';
import { DevelopmentRootForm } from './DevelopmentRootForm.tsx';
import { FileForm } from './FileForm.tsx';
import { HistoryForm } from './HistoryForm.tsx';
import type { CheckList } from './ListOrigin.tsx';
import { PaddingForm } from './PaddingForm.tsx';
import { RedactionForm } from './RedactionForm.tsx';
import { RelayForm } from './RelayForm.tsx';
import { SettingsError } from './SettingsError.tsx';
import { TrustForm } from './TrustForm.tsx';

export interface SettingsPageProps {
  /** As stored. */
  settings: Settings;
  enclave: EnclaveView | null;
  error: ErrorView | undefined;
  /** Whether an address is this very machine (lib/settings). */
  isLoopbackRelay: (relayUrl: string) => boolean;
  /** Checks a release list on this device, origins included. */
  checkList: CheckList;
  onSave: (settings: Settings) => void;
  onTest: () => void;
  /** Where answers cost credits. */
  credits?: CreditsFormProps | undefined;
  onSaveFile: (name: string, text: string) => void;
}

export type SettingsChange = (change: Partial<Settings>) => void;

/** What the form holds until Save; begins anew whenever other settings are stored. */
function useEdited(settings: Settings) {
  const stored = JSON.stringify(settings);
  const [edited, setEdited] = useState(settings);
  useEffect(() => setEdited(settings), [stored]);
  return { edited, setEdited, isChanged: JSON.stringify(edited) !== stored };
}

export function SettingsPage(props: SettingsPageProps) {
  const { settings, enclave } = props;
  const { edited, setEdited, isChanged } = useEdited(settings);
  const change: SettingsChange = (some) => setEdited({ ...edited, ...some });
  const form = { settings: edited, onChange: change, enclave };
  return (
    <main class="page settings-page" data-testid="settings">
      <PageHeader />
      {settings.developmentRoots.length > 0 && <DevelopmentBanner />}
      <form onSubmit={(event) => submit(event, () => props.onSave(edited))}>
        <RelayForm
          {...form}
          isChanged={isChanged}
          onTest={props.onTest}
          onAllow={() => props.onSave(edited)}
        />
        <TrustForm {...form} checkList={props.checkList} />
        <DevelopmentRootForm
          roots={edited.developmentRoots}
          isAllowed={props.isLoopbackRelay(edited.relayUrl)}
          onChange={(developmentRoots) => change({ developmentRoots })}
        />
        <AnswerForm {...form} />
        {props.credits && <CreditsForm {...props.credits} />}
        <PersonalForms settings={edited} onChange={change} onSaveFile={props.onSaveFile} />
        <SaveBar
          isChanged={isChanged}
          error={props.error}
          onUndo={() => setEdited(settings)}
          onAllow={() => props.onSave(edited)}
        />
      </form>
      <PageFooter />
    </main>
  );
}

interface PersonalFormsProps {
  settings: Settings;
  onChange: SettingsChange;
  onSaveFile: SettingsPageProps['onSaveFile'];
}

/** What is about the person, and not about whom they trust. */
function PersonalForms({ settings, onChange, onSaveFile }: PersonalFormsProps) {
  return (
    <>
      <RedactionForm
        redaction={settings.redaction}
        onChange={(redaction) => onChange({ redaction })}
      />
      <ActionsForm
        actions={settings.actions}
        onChange={(actions) => onChange({ actions })}
        onSaveFile={onSaveFile}
      />
      <PaddingForm padding={settings.padding} onChange={(padding) => onChange({ padding })} />
      <HistoryForm settings={settings} onChange={onChange} />
      <FileForm settings={settings} onChange={onChange} onSaveFile={onSaveFile} />
    </>
  );
}

function PageHeader() {
  const { t } = useStrings();
  return (
    <header class="page-header">
      <Mark size={24} />
      <h1>{t('settings')}</h1>
    </header>
  );
}

function submit(event: Event, act: () => void): void {
  event.preventDefault();
  act();
}

function PageFooter() {
  const { t } = useStrings();
  return (
    <footer class="page-footer">
      <a href="about.html">{t('about_open')}</a>
    </footer>
  );
}

interface SaveBarProps {
  isChanged: boolean;
  error: ErrorView | undefined;
  onUndo: () => void;
  onAllow: () => void;
}

function SaveBar({ isChanged, error, onUndo, onAllow }: SaveBarProps) {
  const { t } = useStrings();
  return (
    <div class="save-bar">
      {error && <SettingsError error={error} onAllow={onAllow} />}
      <span class="faint" role="status" data-testid="settings-status">
        {isChanged ? t('settings_unsaved') : t('settings_saved')}
      </span>
      <Button onClick={onUndo} isDisabled={!isChanged}>
        {t('settings_undo')}
      </Button>
      <Button kind="primary" type="submit" isDisabled={!isChanged} testId="settings-save">
        {t('save')}
      </Button>
    </div>
  );
}
