/** Every key that this gateway was seen with, with dates, and whether the public log shows it. */
import type { SeenKeyView } from '../../lib/ask/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { dateAndTime, hexGroups } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict, type Tone } from '../ui/Verdict.tsx';
import { Hex } from './Measurement.tsx';

const TONES: Readonly<Record<SeenKeyView['logged'], Tone>> = {
  'not-watched': 'absent',
  waiting: 'pending',
  settled: 'holds',
  late: 'warns',
  missing: 'fails',
  'split-view': 'fails',
};

export function KeysSeen({ keys }: { keys: readonly SeenKeyView[] }) {
  const { t } = useStrings();
  return (
    <section class="ledger" data-testid="keys-seen">
      <h3>{t('keys_seen')}</h3>
      <p class="faint">{keys.length === 0 ? t('keys_seen_none') : t('keys_seen_note')}</p>
      <ol>
        {keys.map((key, index) => (
          <li key={key.entryHex}>
            <Key seen={key} isCurrent={index === 0} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Key({ seen, isCurrent }: { seen: SeenKeyView; isCurrent: boolean }) {
  const { t, locale } = useStrings();
  const [first = '', last = ''] = [seen.firstSeenMs, seen.lastSeenMs].map((timeMs) =>
    dateAndTime(locale, timeMs),
  );
  const logged = t(`key_logged_${seen.logged.replace('-', '_')}`);
  const summary = (
    <>
      <code class="ledger-image">{hexGroups(seen.hashHex).slice(0, 2).join(' ')} …</code>
      {isCurrent && <strong>{t('keys_seen_now')}</strong>}
      <Verdict tone={TONES[seen.logged]} name={logged} />
      <span class="ledger-times faint">{t('keys_seen_times', first, last)}</span>
    </>
  );
  return (
    <Disclosure summary={summary} testId="key-seen">
      {() => (
        <>
          <p class="faint">{t('fact_key_hash')}</p>
          <Hex hex={seen.hashHex} />
          <p class="faint">{t('key_log_entry')}</p>
          <Hex hex={seen.entryHex} />
        </>
      )}
    </Disclosure>
  );
}
