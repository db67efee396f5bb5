/** The settings page's props with nothing behind them: what a test or picture is about stands in `change`. */
import type { SettingsPageProps } from '../../components/settings/SettingsPage.tsx';
import { isLoopbackRelay } from '../../lib/settings/index.ts';
import { SETTINGS } from './views.ts';

const nothing = (): void => undefined;

export function settingsPageProps(change: Partial<SettingsPageProps> = {}): SettingsPageProps {
  return {
    settings: SETTINGS,
    enclave: null,
    error: undefined,
    isLoopbackRelay,
    checkList: () => Promise.resolve({ ok: true, releases: [] }),
    onSave: nothing,
    onTest: nothing,
    account: null,
    readBundle: () => Promise.resolve({ ok: false, code: 'account-invalid' }),
    onConnect: nothing,
    onForgetAccount: nothing,
    onSaveFile: nothing,
    ...change,
  };
}
