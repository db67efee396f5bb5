/** Forgets what is older than so long, what lies between two days, or everything; says how much that is before it does. */
import { useEffect, useState } from 'preact/hooks';
import type { ListFilter } from '../../lib/proofs/index.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { endOfDay, startOfDay } from '../ui/days.ts';
import { plural, useStrings } from '../ui/strings.ts';

export interface ForgetManyProps {
  /** How many the last question was about; null while nothing was asked. */
  counted: number | null;
  onCount: (filter: ListFilter) => void;
  onForget: () => void;
  onCancel: () => void;
}

const AGES = [7, 30, 365] as const;
const DAY_MS = 86_400_000;

export function ForgetMany(props: ForgetManyProps) {
  const { t } = useStrings();
  const [which, setWhich] = useState('all');
  const [days, setDays] = useState({ from: '', until: '' });
  const filter = filterOf(which, days);
  // Another choice takes the question back, and so does to fold this away: it was asked of what had been chosen.
  const taking =
    <T,>(set: (next: T) => void) =>
    (next: T): void => {
      set(next);
      props.onCancel();
    };
  useEffect(() => props.onCancel, []);
  return (
    <section class="library-act">
      <Which which={which} onChange={taking(setWhich)} />
      {which === 'range' && <Range days={days} onChange={taking(setDays)} />}
      <Button
        kind="danger"
        icon="trash"
        isDisabled={filter === null}
        onClick={() => filter && props.onCount(filter)}
        testId="forget-many"
      >
        {t('forget')}
      </Button>
      <Sure {...props} />
    </section>
  );
}

function Which({ which, onChange }: { which: string; onChange: (which: string) => void }) {
  const strings = useStrings();
  const { t } = strings;
  return (
    <label class="filter">
      <span class="field-label">{t('forget_which')}</span>
      <select
        class="input"
        value={which}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        data-testid="forget-which"
      >
        <option value="all">{t('forget_everything')}</option>
        {AGES.map((age) => (
          <option key={age} value={String(age)}>
            {plural(strings, 'forget_older', age)}
          </option>
        ))}
        <option value="range">{t('forget_range')}</option>
      </select>
    </label>
  );
}

function Sure({ counted, onForget, onCancel }: ForgetManyProps) {
  const strings = useStrings();
  const { t } = strings;
  if (counted === null) return null;
  if (counted === 0) return <p role="status">{t('forget_nothing')}</p>;
  return (
    <Confirm
      question={plural(strings, 'forget_sure', counted)}
      act={t('forget')}
      onCancel={onCancel}
      onAct={onForget}
      testId="forget-many-sure"
    />
  );
}

interface Days {
  readonly from: string;
  readonly until: string;
}

function Range({ days, onChange }: { days: Days; onChange: (days: Days) => void }) {
  const { t } = useStrings();
  return (
    <span class="bar-group">
      {(['from', 'until'] as const).map((end) => (
        <label class="filter" key={end}>
          <span class="field-label">{t(`filter_${end}`)}</span>
          <input
            type="date"
            class="input"
            value={days[end]}
            onChange={({ currentTarget }) => onChange({ ...days, [end]: currentTarget.value })}
            data-testid={`forget-${end}`}
          />
        </label>
      ))}
    </span>
  );
}

/** Null while the choice is not complete: half a range must not mean everything. */
function filterOf(which: string, { from, until }: Days): ListFilter | null {
  if (which === 'all') return {};
  if (which !== 'range') return { untilMs: Date.now() - Number(which) * DAY_MS };
  const fromMs = startOfDay(from);
  const untilMs = endOfDay(until);
  if (fromMs === undefined || untilMs === undefined || untilMs < fromMs) return null;
  return { fromMs, untilMs };
}
