/** Where the sealed bytes go, and a test of the whole way that shows each step. */
import type { EnclaveView } from '../../lib/ask/index.ts';
import type { Settings } from '../../lib/settings/index.ts';
import { EnclaveFacts } from '../proof/EnclaveFacts.tsx';
import { StepList } from '../proof/StepList.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextField } from '../ui/Field.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { SettingsError } from './SettingsError.tsx';
import type { SettingsChange } from './SettingsPage.tsx';

export interface RelayFormProps {
  settings: Settings;
  enclave: EnclaveView | null;
  /** The test is about what is saved; with unsaved changes it would test something else than is shown. */
  isChanged: boolean;
  onChange: SettingsChange;
  onTest: () => void;
  /** Asks the browser for the relay's host again. */
  onAllow: () => void;
}

export function RelayForm(props: RelayFormProps) {
  const { t } = useStrings();
  const { settings, enclave, isChanged, onChange, onTest } = props;
  return (
    <section class="settings-section" aria-labelledby="settings-relay">
      <h2 id="settings-relay">{t('settings_relay')}</h2>
      <p class="faint">{t('settings_relay_about')}</p>
      <TextField
        type="url"
        label={t('relay_url')}
        hint={t('relay_url_hint')}
        placeholder="https://relay.example"
        value={settings.relayUrl}
        onChange={(relayUrl) => onChange({ relayUrl: relayUrl.trim() })}
        testId="relay-url"
      />
      <TextField
        label={t('gateway_name')}
        hint={t('gateway_name_hint')}
        value={settings.gatewayName}
        onChange={(gatewayName) => onChange({ gatewayName: gatewayName.trim() })}
        testId="gateway-name"
      />
      {settings.relayUrl !== '' && (
        <Button icon="again" onClick={onTest} isDisabled={isChanged} testId="settings-test">
          {isChanged ? t('test_after_save') : t('test_way')}
        </Button>
      )}
      {enclave && !isChanged && <TestOutcome enclave={enclave} onAllow={props.onAllow} />}
    </section>
  );
}

function TestOutcome({ enclave, onAllow }: { enclave: EnclaveView; onAllow: () => void }) {
  const { t } = useStrings();
  if (enclave.phase === 'unset') return null;
  return (
    <div class="test-outcome" data-testid="test-outcome" data-enclave={enclave.phase}>
      {enclave.phase === 'checking' && <Spinner words={t('enclave_checking_long')} />}
      {enclave.phase === 'ready' && <Verdict tone="holds" name={t('test_holds')} />}
      {enclave.error && <SettingsError error={enclave.error} onAllow={onAllow} />}
      <EnclaveFacts enclave={enclave} />
      {enclave.steps && enclave.steps.length > 0 && (
        <Disclosure
          key={enclave.phase}
          summary={t('checks')}
          isOpenAtFirst={enclave.phase === 'refused'}
        >
          {() => <StepList steps={enclave.steps ?? []} />}
        </Disclosure>
      )}
    </div>
  );
}
