/** The OpenGradient network on the screens: its part of the settings, an enclave that it vouches for, its answers. */
import type { ComponentChild } from 'preact';
import { SettingsPage, type SettingsPageProps } from '../../components/settings/SettingsPage.tsx';
import type { EnclaveView } from '../../lib/ask/index.ts';
import { opengradientEnclave } from '../../test/fakes/opengradient-views.ts';
import { settingsPageProps } from '../../test/fakes/settings-page.ts';
import { NOW_MS, SETTINGS } from '../../test/fakes/views.ts';

const network = { ...SETTINGS, network: 'opengradient' as const };
const account = {
  relayHost: 'chat-api.opengradient.ai',
  authUrl: 'https://login.example',
  isAnonymous: false,
  isRenewable: true,
  expiresAtMs: NOW_MS + 3_600_000,
};

function page(change: Partial<SettingsPageProps>): ComponentChild {
  return <SettingsPage {...settingsPageProps({ settings: network, ...change })} />;
}

/** Only the registry's word: no node served the registration. */
export function vouchedFor(): EnclaveView {
  const { registry, measurement, evidenceTimeMs, releaseName, ...view } = opengradientEnclave();
  if (registry === undefined) return view;
  const { transaction, ...rest } = registry;
  const unserved = [measurement, evidenceTimeMs, releaseName, transaction].length;
  const step = { name: 'registration', verdict: 'not-reached' as const, detail: '' };
  return {
    ...view,
    steps: [step].slice(0, unserved),
    registry: { ...rest, attested: 'registry' },
  };
}

export const OPENGRADIENT_SCENES: Record<string, () => ComponentChild> = {
  'page-opengradient': () => page({ enclave: opengradientEnclave() }),
  'page-opengradient-connected': () => page({ enclave: opengradientEnclave(), account }),
  'page-opengradient-refused': () =>
    page({
      account,
      enclave: opengradientEnclave({
        phase: 'refused',
        error: { code: 'chain-disagrees', advice: 'stop' },
      }),
    }),
};
