/** Credits on the screens: the price beside Send, the balance, vouchers on their way and those that were refused. */
import type { ComponentChild } from 'preact';
import { SettingsPage } from '../../components/settings/SettingsPage.tsx';
import { WalletContext } from '../../components/ui/wallet.ts';
import type { ProofStates } from '../../lib/ask/index.ts';
import type { AppState } from '../../lib/messages/index.ts';
import type { WalletView } from '../../lib/wallet/index.ts';
import { settingsPageProps } from '../../test/fakes/settings-page.ts';
import { ask, enclave, NOW_MS } from '../../test/fakes/views.ts';

/** Of an ask that was refused before it left. */
const NOTHING_LEFT: ProofStates = {
  enclave: 'holds',
  sealed: 'pending',
  answered: 'pending',
  receipt: 'pending',
  settlement: 'not-watched',
};

const nothing = (): void => undefined;
const voucher = { preview: 'SOTTO-7Q4M…', fetched: 0, problem: null, tried: null };

const wallet: WalletView = {
  issuer: 'credits.lantern.example',
  balance: 57,
  underWay: 2,
  returning: 1,
  spent: 38,
  refunded: 3,
  lost: 1,
  vouchers: [
    { ...voucher, id: 'v1', dueMs: NOW_MS + 5_400_000 },
    {
      ...voucher,
      id: 'v2',
      preview: 'SOTTO-B2XK…',
      dueMs: NOW_MS + 90_000,
      tried: 'relay-timeout',
    },
    {
      ...voucher,
      id: 'v3',
      preview: 'SOTTO-0LDE…',
      dueMs: NOW_MS,
      problem: 'credits-voucher-used',
    },
  ],
  problem: null,
};

function page(change: Partial<WalletView>): ComponentChild {
  const credits = {
    ...{ wallet: { ...wallet, ...change }, problem: undefined },
    ...{ onAdd: nothing, onForget: nothing, onLook: nothing },
  };
  return <SettingsPage {...settingsPageProps({ enclave: enclave(), credits })} />;
}

export function creditsScenes(
  popup: (state: Partial<AppState>) => ComponentChild,
): Record<string, () => ComponentChild> {
  const priced = (state: Partial<AppState>, balance: number): ComponentChild => (
    <WalletContext.Provider value={{ ...wallet, balance }}>{popup(state)}</WalletContext.Provider>
  );
  const leaves = { plaintext: 'POST https://lantern.example/', sealedBytes: 4096, credits: 2 };
  return {
    'compose-credits': () => priced({ leaves }, 57),
    'done-credits': () => priced({ ask: ask({ cost: { currency: 'CREDITS', amount: '2' } }) }, 55),
    'credits-none': () =>
      priced(
        {
          ask: ask({
            phase: 'refused',
            answerText: '',
            error: { code: 'credits-none', advice: 'fix-settings' },
            proof: NOTHING_LEFT,
          }),
        },
        0,
      ),
    'page-credits': () => page({}),
    'page-credits-stopped': () => page({ problem: 'credits-keys-differ', vouchers: [] }),
  };
}
