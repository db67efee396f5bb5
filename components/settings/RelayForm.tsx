/** Where the sealed bytes go on our own network. */
import type { Settings } from '../../lib/settings/index.ts';
import { TextField } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import type { SettingsChange } from './SettingsPage.tsx';

export interface RelayFormProps {
  settings: Pick<Settings, 'relayUrl' | 'gatewayName'>;
  onChange: SettingsChange;
}

export function RelayForm({ settings, onChange }: RelayFormProps) {
  const { t } = useStrings();
  return (
    <>
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
    </>
  );
}
