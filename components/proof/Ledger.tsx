/** Every image that this gateway was ever seen with: how a person notices that the code behind it changes. */
import type { MeasurementView, SeenView } from '../../lib/ask/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { dateAndTime, hexGroups } from '../ui/format.ts';
import { plural, useStrings } from '../ui/strings.ts';
import { Measurement } from './Measurement.tsx';

export interface LedgerProps {
  seen: readonly SeenView[];
  /** The image that is shown now. */
  current: MeasurementView | undefined;
}

export function Ledger({ seen, current }: LedgerProps) {
  const strings = useStrings();
  const { t } = strings;
  return (
    <section class="ledger" data-testid="ledger">
      <h3>{t('ledger')}</h3>
      <p class="faint">
        {seen.length === 0 ? t('ledger_none') : plural(strings, 'ledger_of', seen.length)}
      </p>
      <ol>
        {seen.map((line) => (
          <li key={line.pcr0 + line.pcr1 + line.pcr2}>
            <Line line={line} isCurrent={current !== undefined && isSame(line, current)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Line({ line, isCurrent }: { line: SeenView; isCurrent: boolean }) {
  const { t, locale } = useStrings();
  const { firstSeenMs, lastSeenMs, ...measurement } = line;
  const [first, last] = [firstSeenMs, lastSeenMs].map((timeMs) => dateAndTime(locale, timeMs));
  const summary = (
    <>
      <code class="ledger-image">{hexGroups(line.pcr0).slice(0, 2).join(' ')} …</code>
      {isCurrent && <strong>{t('ledger_now')}</strong>}
      <span class="ledger-times faint">{t('ledger_times', first ?? '', last ?? '')}</span>
    </>
  );
  return (
    <Disclosure summary={summary} testId="ledger-line">
      {() => <Measurement measurement={measurement} />}
    </Disclosure>
  );
}

function isSame(one: MeasurementView, other: MeasurementView): boolean {
  return one.pcr0 === other.pcr0 && one.pcr1 === other.pcr1 && one.pcr2 === other.pcr2;
}
