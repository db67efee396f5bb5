/**
 * What is kept, counted: asks, tokens, spend, how many receipts have settled, the space they take, which enclave images
 * there were and when; and whether the records are the ones that were written. A break in them is said out loud.
 */
import type { OverviewView } from '../../lib/review/index.ts';
import { SpendByDay } from '../cost/SpendByDay.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { byteSize, dateAndTime, hexGroups } from '../ui/format.ts';
import { Notice } from '../ui/Notice.tsx';
import { plural, useStrings } from '../ui/strings.ts';

/** What the browser says of this extension's storage; null where it does not say. */
export interface StorageView {
  readonly usedBytes: number | null;
  /** How much more it would give. */
  readonly leftBytes: number | null;
  /** True when it promises not to clear it by itself. */
  readonly isPersistent: boolean | null;
  /** So many entries of the journal are gone since a page last looked: cleared, or put back to another day. */
  readonly lostEntries: number;
}

export interface ProofOverviewProps {
  overview: OverviewView;
  storage: StorageView;
  onKeep: () => void;
}

export function ProofOverview({ overview, storage, onKeep }: ProofOverviewProps) {
  const { t, locale } = useStrings();
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const { asks, inputTokens, outputTokens, spend, settlement } = overview;
  const watched = settlement.pending + settlement.holds + settlement.fails;
  const spent = spend.map(({ currency, amount }) => `${amount} ${currency}`).join(', ');
  return (
    <section class="overview" aria-label={t('overview')} data-testid="overview">
      <JournalNotice journal={overview.journal} />
      <StorageNotice storage={storage} onKeep={onKeep} />
      <dl class="totals">
        <Total name={t('total_asks')} value={number(asks)} />
        <Total name={t('total_tokens')} value={number(inputTokens + outputTokens)} />
        <Total name={t('total_spend')} value={spent || '0'} />
        <Total
          name={t('total_settled')}
          value={t('total_of', number(settlement.holds), number(watched))}
          share={watched > 0 ? settlement.holds / watched : undefined}
        />
        {overview.imported > 0 && (
          <Total name={t('total_imported')} value={number(overview.imported)} />
        )}
        {storage.usedBytes !== null && (
          <Total name={t('total_stored')} value={byteSize(locale, storage.usedBytes)} />
        )}
      </dl>
      <SpendByDay days={overview.days} />
      {overview.measurements.length > 0 && <Images images={overview.measurements} />}
    </section>
  );
}

/** Nearly full, not promised, or already gone: said before it is too late, and after. */
function StorageNotice({ storage, onKeep }: { storage: StorageView; onKeep: () => void }) {
  const strings = useStrings();
  const { t, locale } = strings;
  const { leftBytes, isPersistent, lostEntries } = storage;
  return (
    <>
      {lostEntries > 0 && (
        <Notice kind="error" testId="storage-lost">
          {plural(strings, 'storage_lost', lostEntries)}
        </Notice>
      )}
      {leftBytes !== null && leftBytes < SCARCE_BYTES && (
        <Notice kind="warning" testId="storage-scarce">
          {t('storage_scarce', byteSize(locale, leftBytes))}
        </Notice>
      )}
      {isPersistent === false && (
        <p class="faint storage-promise">
          {t('storage_not_promised')}{' '}
          <Button kind="quiet" onClick={onKeep} testId="storage-keep">
            {t('storage_ask')}
          </Button>
        </p>
      )}
    </>
  );
}

/** Some thousand asks: enough time to export and forget. */
const SCARCE_BYTES = 20_000_000;

interface TotalProps {
  name: string;
  value: string;
  /** Drawn under the figures, where they are a part of a whole. */
  share?: number | undefined;
}

function Total({ name, value, share }: TotalProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {share !== undefined && <progress class="settled" value={share} aria-label={name} />}
      </dd>
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
