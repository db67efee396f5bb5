/** What an answer cost, and by whose word: signed in a receipt, or only stated beside a signature. */
import type { CostView } from '../../lib/ask/index.ts';
import { useStrings } from '../ui/strings.ts';
import { amountsOf, exactly } from './money.ts';

export function CostSaid({ cost }: { cost: CostView | undefined }) {
  const { t, locale } = useStrings();
  const amounts = cost === undefined ? [] : amountsOf(cost);
  if (amounts.length === 0) return null;
  const said = amounts.map(([amount, currency]) => exactly(locale, amount, currency)).join(' · ');
  const isSigned = cost?.opg === undefined;
  return (
    <p class="faint" data-testid="cost-said">
      {t(isSigned ? 'cost_signed' : 'cost_stated', said)}
    </p>
  );
}
