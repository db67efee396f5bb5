/**
 * What is kept, counted: asks, tokens, spend, how many receipts have settled, the space they take, which enclave images
 * there were and when; and whether the records are the ones that were written. A break in them is said out loud.
 */
import type { OverviewView } from '../../lib/review/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { byteSize, dateAndTime, hexGroups } from '../ui/format.ts';
import { Notice } from '../ui/Notice.tsx';
import { plural, useStrings } from '../ui/strings.ts';

export interface ProofOverviewProps {
  overview: OverviewView;
  /** What the browser says this extension stores; null where it does not say. */
  storedBytes: number | null;
}

export function ProofOverview({ overview, storedBytes }: ProofOverviewProps) {
  const { t, locale } = useStrings();
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const { asks, inputTokens, outputTokens, spend, settlement } = overview;
  const watched = settlement.pending + settlement.holds + settlement.fails;
  const spent = spend.map(({ currency, amount }) => `${amount} ${currency}`).join(', ');
  return (
    <section class="overview" aria-label={t('overview')} data-testid="overview">
      <JournalNotice journal={overview.journal} />
      <dl class="totals">
        <Total name={t('total_asks')} value={number(asks)} />
        <Total name={t('total_tokens')} value={number(inputTokens + outputTokens)} />
        <Total name={t('total_spend')} value={spent || '0'} />
        <Total
          name={t('total_settled')}
          value={t('total_of', number(settlement.holds), number(watched))}
        />
        {storedBytes !== null && (
          <Total name={t('total_stored')} value={byteSize(locale, storedBytes)} />
        )}
      </dl>
      {watched > 0 && (
        <progress
          class="settled"
          max={watched}
          value={settlement.holds}
          aria-label={t('total_settled')}
        />
      )}
      {overview.measurements.length > 0 && <Images images={overview.measurements} />}
    </section>
  );
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** When each image was first and last asked, newest first. */
function Images({ images }: { images: OverviewView['measurements'] }) {
  const strings = useStrings();
  const { t, locale } = strings;
  return (
    <Disclosure summary={plural(strings, 'images', images.length)} testId="images">
      {() => (
        <ol class="images">
          {images.map(({ value, firstMs, lastMs, count }) => (
            <li key={value}>
              <code>{hexGroups(value).slice(0, 4).join(' ')} …</code>
              <span class="faint">
                {t('ledger_times', dateAndTime(locale, firstMs), dateAndTime(locale, lastMs))}
                {' · '}
                {plural(strings, 'proofs_kept', count)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Disclosure>
  );
}

function JournalNotice({ journal }: { journal: OverviewView['journal'] }) {
  const strings = useStrings();
  const { t } = strings;
  const { altered, removed, unrecorded, breaks } = journal;
  const sayings = [
    ['journal_altered', altered.length],
    ['journal_removed', removed.length],
    ['journal_unrecorded', unrecorded.length],
    ['journal_broken', breaks.length],
  ] as const;
  const said = sayings.filter(([, count]) => count > 0);
  if (said.length === 0) return null;
  return (
    <Notice kind="error" testId="journal">
      <strong>{t('journal_wrong')}</strong>{' '}
      {said.map(([key, count]) => plural(strings, key, count)).join(' ')}
    </Notice>
  );
}
