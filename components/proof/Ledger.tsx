/** Every image that this gateway was ever seen with: how a person notices that the code behind it changes. */
import type { MeasurementView, SeenView } from '../../lib/ask/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { dateAndTime, hexGroups } from '../ui/format.ts';
import { plural, useStrings } from '../ui/strings.ts';
import { isSameMeasurement, partsOf, textOf } from './image.ts';
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
          <li key={textOf(line.image)}>
            <Line
              line={line}
              isCurrent={current !== undefined && isSameMeasurement(line.image, current)}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Line({ line, isCurrent }: { line: SeenView; isCurrent: boolean }) {
  const { t, locale } = useStrings();
  const { firstSeenMs, lastSeenMs, image } = line;
  const [first, last] = [firstSeenMs, lastSeenMs].map((timeMs) => dateAndTime(locale, timeMs));
  const summary = (
    <>
      <code class="ledger-image">
        {hexGroups(partsOf(image)[0]?.hex ?? '')
          .slice(0, 2)
          .join(' ')}{' '}
        …
      </code>
      {isCurrent && <strong>{t('ledger_now')}</strong>}
      <span class="ledger-times faint">{t('ledger_times', first ?? '', last ?? '')}</span>
    </>
  );
  return (
    <Disclosure summary={summary} testId="ledger-line">
      {() => <Measurement measurement={image} />}
    </Disclosure>
  );
}
