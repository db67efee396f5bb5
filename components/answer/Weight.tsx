/** What an ask cost on the line, and how much of that only hides its size. */
import type { AskView } from '../../lib/ask/index.ts';
import { CostSaid } from '../cost/CostSaid.tsx';
import { byteSize } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';

export function Weight({ ask }: { ask: AskView }) {
  const { t, locale } = useStrings();
  const { sentBytes, askedBytes, receivedBytes, toldBytes } = ask;
  const size = (bytes: number): string => byteSize(locale, bytes);
  const share = (part: number, whole: number): string =>
    new Intl.NumberFormat(locale, { style: 'percent' }).format(1 - part / whole);
  return (
    <>
      <CostSaid cost={ask.cost} />
      {sentBytes !== undefined && askedBytes !== undefined && (
        <p class="faint" data-testid="weight-sent">
          {t('weight_sent', size(sentBytes), share(askedBytes, sentBytes))}
        </p>
      )}
      {receivedBytes !== undefined && toldBytes !== undefined && (
        <p class="faint" data-testid="weight-received">
          {t('weight_received', size(receivedBytes), share(toldBytes, receivedBytes))}
        </p>
      )}
    </>
  );
}
