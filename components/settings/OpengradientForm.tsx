/**
 * Where the OpenGradient network is, and every one of its unknowns as a choice with the careful side as its default.
 * Must never loosen a check without saying what is given up.
 */
import type { OpengradientSettings } from '../../lib/settings/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextField } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import { LinesField } from './LinesField.tsx';
import { NumberField } from './NumberField.tsx';
import { UnknownsForm } from './UnknownsForm.tsx';

export interface OpengradientFormProps {
  settings: OpengradientSettings;
  onChange: OpengradientChange;
}

export type OpengradientChange = (change: Partial<OpengradientSettings>) => void;

const MAX_NODES = 5;

export function OpengradientForm({ settings, onChange }: OpengradientFormProps) {
  const { t } = useStrings();
  return (
    <>
      <TextField
        type="url"
        label={t('relay_url')}
        hint={t('og_relay_hint')}
        value={settings.relayUrl}
        onChange={(relayUrl) => onChange({ relayUrl: relayUrl.trim() })}
        testId="og-relay-url"
      />
      <LinesField
        label={t('og_nodes')}
        hint={t(settings.rpcUrls.length > 1 ? 'og_nodes_agree' : 'og_nodes_one')}
        lines={settings.rpcUrls}
        most={MAX_NODES}
        onChange={(rpcUrls) => onChange({ rpcUrls })}
        testId="og-nodes"
      />
      <Disclosure summary={t('og_registry')} testId="og-registry">
        {() => <RegistryFields settings={settings} onChange={onChange} />}
      </Disclosure>
      <Disclosure summary={t('og_unknowns')} testId="og-unknowns">
        {() => <UnknownsForm settings={settings} onChange={onChange} />}
      </Disclosure>
    </>
  );
}

/** Addresses that have moved before. */
function RegistryFields({ settings, onChange }: OpengradientFormProps) {
  const { t } = useStrings();
  return (
    <>
      <TextField
        label={t('og_registry_address')}
        hint={t('og_registry_address_hint')}
        value={settings.registryAddress}
        onChange={(address) => onChange({ registryAddress: address.trim() })}
        testId="og-registry-address"
      />
      <NumberField
        label={t('og_chain_id')}
        hint={t('og_chain_id_hint')}
        value={settings.chainId}
        onChange={(chainId) => onChange({ chainId })}
        testId="og-chain-id"
      />
      <NumberField
        label={t('og_tee_type')}
        hint={t('og_tee_type_hint')}
        value={settings.teeType}
        onChange={(teeType) => onChange({ teeType })}
      />
      <NumberField
        label={t('og_heartbeat')}
        hint={t('og_heartbeat_hint')}
        value={settings.heartbeatMaxAgeSeconds}
        onChange={(seconds) => onChange({ heartbeatMaxAgeSeconds: seconds })}
      />
    </>
  );
}
