/**
 * What a login names beside its token: which relay it is for, where the token is renewed, and where it says that the
 * registry is. Another address is offered, never taken by itself.
 */
import type { OpengradientSettings } from '../../lib/settings/index.ts';
import { Button } from '../ui/Button.tsx';
import { Notice } from '../ui/Notice.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import type { OpengradientChange } from './OpengradientForm.tsx';

/** A login bundle without anything that is secret. */
export interface BundleView {
  readonly relayUrl: string;
  readonly authUrl: string;
  readonly isAnonymous: boolean;
  readonly expiresAtMs?: number | undefined;
  readonly rpcUrl?: string | undefined;
  readonly registryAddress?: string | undefined;
  readonly teeType?: number | undefined;
}

export interface LoginPlacesProps {
  bundle: BundleView;
  settings: OpengradientSettings;
  onChange: OpengradientChange;
}

export function LoginPlaces({ bundle, settings, onChange }: LoginPlacesProps) {
  const { t, locale } = useStrings();
  const { relayUrl, authUrl, expiresAtMs } = bundle;
  const differing = differences(bundle, settings);
  return (
    <div data-testid="login-places">
      <p class="faint">
        {t('account_for', relayUrl, authUrl)}{' '}
        {expiresAtMs !== undefined && t('account_token_until', dateAndTime(locale, expiresAtMs))}
      </p>
      {Object.keys(differing).length > 0 && (
        <Notice
          kind="warning"
          testId="login-differs"
          actions={
            <Button onClick={() => onChange(differing)} testId="login-take">
              {t('account_take_addresses')}
            </Button>
          }
        >
          {t('account_differs')}
          <ul>
            {Object.entries(differing).map(([field, value]) => (
              <li key={field}>
                {t(`account_field_${field}`)}: <code>{String(value)}</code>
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </div>
  );
}

/** What the settings would have to become to be what the login names. */
function differences(
  { relayUrl, rpcUrl, registryAddress, teeType }: BundleView,
  settings: OpengradientSettings,
): Partial<OpengradientSettings> {
  const { rpcUrls } = settings;
  const isOtherRegistry =
    registryAddress !== undefined &&
    registryAddress.toLowerCase() !== settings.registryAddress.toLowerCase();
  return {
    ...(relayUrl === settings.relayUrl ? {} : { relayUrl }),
    // Beside the nodes that are set: one more that has to agree.
    ...(rpcUrl === undefined || rpcUrls.includes(rpcUrl) ? {} : { rpcUrls: [...rpcUrls, rpcUrl] }),
    ...(isOtherRegistry ? { registryAddress } : {}),
    ...(teeType === undefined || teeType === settings.teeType ? {} : { teeType }),
  };
}
