/** What an ask costs in credits, beside the button that pays it, and how many there are. */
import { useContext } from 'preact/hooks';
import type { AppState } from '../../lib/messages/index.ts';
import { plural, useStrings } from '../ui/strings.ts';
import { WalletContext } from '../ui/wallet.ts';

/** '' where nothing is to be paid. */
export function useCreditsWords(credits: number | undefined): string {
  const strings = useStrings();
  const wallet = useContext(WalletContext);
  if (credits === undefined || credits === 0) return '';
  const price = plural(strings, 'credits_price', credits);
  return wallet?.problem === null
    ? `${price} · ${plural(strings, 'credits_balance', wallet.balance)}`
    : price;
}

export function Credits({ credits }: { credits: number | undefined }) {
  const words = useCreditsWords(credits);
  if (words === '') return null;
  return (
    <span class="send-model-note" data-testid="credits-price">
      {words}
    </span>
  );
}

/** What asking the shown question again would cost; '' stands for the enclave's first model. */
export function creditsAgain({ enclave, again }: AppState, model: string): number | undefined {
  const index = (enclave.models ?? []).findIndex(({ id }) => id === model);
  return again?.[model === '' ? 0 : index];
}
