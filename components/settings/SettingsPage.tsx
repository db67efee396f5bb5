/**
 * All settings on one calm page, the parts listed beside it. Changes are kept here until Save; allowing code or a root
 * goes through its own consent first, and is then one more change to save. An account and credits are no settings:
 * what is done with them is done at once.
 */
import { useEffect, useState } from 'preact/hooks';
import type { AccountView, EnclaveView, ErrorView } from '../../lib/ask/index.ts';
import { networkUrls, type OpengradientSettings, type Settings } from '../../lib/settings/index.ts';
import { DevelopmentBanner } from '../proof/DevelopmentBanner.tsx';
import { AccountForm } from './AccountForm.tsx';
import { AnswerForm } from './AnswerForm.tsx';
import type { ReadBundle } from './BundleEntry.tsx';
import { CreditsForm, type CreditsFormProps } from './CreditsForm.tsx';
import { DevelopmentRootForm } from './DevelopmentRootForm.tsx';
import type { CheckList } from './ListOrigin.tsx';
import { NetworkForm } from './NetworkForm.tsx';
import { PageFooter, PageHeader, PageParts } from './PageFrame.tsx';
import { PersonalForms, type SettingsParts } from './PersonalForms.tsx';
import { SaveBar } from './SaveBar.tsx';
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
  /** Where the network's relay asks for one. */
  account: AccountView | null;
  /** Reads a login bundle on this device. */
  readBundle: ReadBundle;
  onConnect: (bundle: string, urls: string[]) => void;
  onForgetAccount: () => void;
  /** Where answers cost credits. */
  credits?: CreditsFormProps | undefined;
  onSaveFile: (name: string, text: string) => void;
  /** Parts with data of their own, that no Save stores. */
  parts?: SettingsParts;
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
  const { settings } = props;
  const { edited, setEdited, isChanged } = useEdited(settings);
  const change: SettingsChange = (some) => setEdited((old) => ({ ...old, ...some }));
  const save = () => props.onSave(edited);
  return (
    <main class="page settings-page" data-testid="settings">
      <PageHeader />
      {settings.developmentRoots.length > 0 && <DevelopmentBanner />}
      <div class="settings-columns">
        <PageParts />
        <form onSubmit={(event) => submit(event, save)}>
          <ConnectionForms {...props} edited={edited} isChanged={isChanged} onChange={change} />
          <PersonalForms
            settings={edited}
            onChange={change}
            onSaveFile={props.onSaveFile}
            parts={props.parts ?? {}}
          />
          <SaveBar
            isChanged={isChanged}
            error={props.error}
            onUndo={() => setEdited(settings)}
            onAllow={save}
          />
        </form>
      </div>
      <PageFooter />
    </main>
  );
}

function submit(event: Event, act: () => void): void {
  event.preventDefault();
  act();
}

interface ConnectionProps extends SettingsPageProps {
  edited: Settings;
  isChanged: boolean;
  onChange: SettingsChange;
}

/** Whom a question goes through, and whom the person trusts with it. */
function ConnectionForms(props: ConnectionProps) {
  const { edited, enclave, isChanged, onChange } = props;
  const form = { settings: edited, enclave, onChange };
  const isHere = (url: string) => props.isLoopbackRelay(url);
  const urls = networkUrls(edited);
  return (
    <>
      <NetworkForm
        {...form}
        isConnected={props.account !== null}
        isChanged={isChanged}
        onTest={props.onTest}
        onAllow={() => props.onSave(edited)}
      />
      {edited.network === 'opengradient' && (
        <AccountForm
          account={props.account}
          settings={edited.opengradient}
          readBundle={props.readBundle}
          onChange={(some) => onChange({ opengradient: merged(edited.opengradient, some) })}
          onConnect={props.onConnect}
          onForget={props.onForgetAccount}
        />
      )}
      {props.credits && <CreditsForm {...props.credits} />}
      <TrustForm {...form} checkList={props.checkList} />
      <DevelopmentRootForm
        roots={edited.developmentRoots}
        isAllowed={urls.length > 0 && urls.every(isHere)}
        onChange={(developmentRoots) => onChange({ developmentRoots })}
      />
      <AnswerForm {...form} />
    </>
  );
}

function merged(
  before: OpengradientSettings,
  some: Partial<OpengradientSettings>,
): OpengradientSettings {
  return { ...before, ...some };
}
