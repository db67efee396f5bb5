/** Which network carries the questions, where it is, and a test of the whole way that shows each step. */
import type { EnclaveView } from '../../lib/ask/index.ts';
import { networkUrls, type NetworkId, type Settings } from '../../lib/settings/index.ts';
import { Choice } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import { OpengradientForm } from './OpengradientForm.tsx';
import { RelayForm } from './RelayForm.tsx';
import { Section } from './Section.tsx';
import type { SettingsChange } from './SettingsPage.tsx';
import { WayTest } from './WayTest.tsx';

export interface NetworkFormProps {
  settings: Settings;
  enclave: EnclaveView | null;
  /** An account is connected, where the network's relay asks for one. */
  isConnected: boolean;
  /** The test is about what is saved; with unsaved changes it would test something else than is shown. */
  isChanged: boolean;
  onChange: SettingsChange;
  onTest: () => void;
  /** Asks the browser for the hosts again. */
  onAllow: () => void;
}

const NETWORKS: readonly NetworkId[] = ['sotto', 'opengradient'];

export function NetworkForm(props: NetworkFormProps) {
  const { t } = useStrings();
  const { settings, onChange } = props;
  return (
    <Section id="network" about={t('settings_network_about')}>
      <Choice
        legend={t('network')}
        value={settings.network}
        onChange={(network) => onChange({ network })}
        options={NETWORKS.map((network) => ({
          value: network,
          label: t(`network_${network}`),
          hint: t(`network_${network}_about`),
        }))}
        testId="network"
      />
      {settings.network === 'sotto' ? (
        <RelayForm settings={settings} onChange={onChange} />
      ) : (
        <OpengradientForm
          settings={settings.opengradient}
          onChange={(some) => onChange({ opengradient: { ...settings.opengradient, ...some } })}
        />
      )}
      {networkUrls(settings).length > 0 && (
        <WayTest
          enclave={props.enclave}
          isConnected={props.isConnected}
          isChanged={props.isChanged}
          onTest={props.onTest}
          onAllow={props.onAllow}
        />
      )}
    </Section>
  );
}
