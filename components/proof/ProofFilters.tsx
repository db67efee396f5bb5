/** Narrows the list: by state, enclave image, model, relay and date. What there is to choose comes from what is kept. */
import type { OverviewView } from '../../lib/review/index.ts';
import type { ListFilter } from '../../lib/proofs/index.ts';
import { dayOf, endOfDay, startOfDay } from '../ui/days.ts';
import { hexGroups } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';

const STATES = ['proven', 'pending', 'failed', 'imported'] as const;

export interface ProofFiltersProps {
  overview: OverviewView | null;
  filter: ListFilter;
  onChange: (filter: ListFilter) => void;
}

export function ProofFilters({ overview, filter, onChange }: ProofFiltersProps) {
  const { t } = useStrings();
  const { state, fromMs, untilMs } = filter;
  const dates = {
    ...(fromMs !== undefined && { fromMs }),
    ...(untilMs !== undefined && { untilMs }),
  };
  const change = (part: ListFilter, name: keyof ListFilter) => {
    const rest = Object.entries(filter).filter(([other]) => other !== name);
    onChange({ ...Object.fromEntries(rest), ...part });
  };
  return (
    <div class="proof-filters" role="group" aria-label={t('filters')}>
      <Select
        label={t('filter_state')}
        value={state ?? ''}
        options={STATES.map((value) => ({ value, words: t(`filter_${value}`) }))}
        onChange={(value) => {
          const chosen = STATES.find((one) => one === value);
          change(chosen ? { state: chosen } : {}, 'state');
        }}
        testId="filter-state"
      />
      <Met filter={filter} overview={overview} onChange={change} />
      <Dates dates={dates} onChange={change} />
    </div>
  );
}

interface MetProps {
  overview: OverviewView | null;
  filter: ListFilter;
  onChange: (part: ListFilter, name: keyof ListFilter) => void;
}

/** What was met: models, relays, enclave images. */
function Met({ overview, filter, onChange }: MetProps) {
  const { t } = useStrings();
  return (
    <>
      <Select
        label={t('filter_model')}
        value={filter.model ?? ''}
        options={(overview?.models ?? []).map(({ value }) => ({ value, words: value }))}
        onChange={(value) => onChange(value ? { model: value } : {}, 'model')}
        testId="filter-model"
      />
      <Select
        label={t('filter_relay')}
        value={filter.relayHost ?? ''}
        options={(overview?.relays ?? []).map(({ value }) => ({ value, words: value }))}
        onChange={(value) => onChange(value ? { relayHost: value } : {}, 'relayHost')}
        testId="filter-relay"
      />
      <Select
        label={t('filter_image')}
        value={filter.pcr0 ?? ''}
        options={(overview?.measurements ?? []).map(({ value }) => ({
          value,
          words: `${hexGroups(value).slice(0, 2).join(' ')} …`,
        }))}
        onChange={(value) => onChange(value ? { pcr0: value } : {}, 'pcr0')}
        testId="filter-image"
      />
    </>
  );
}

interface DatesProps {
  dates: Pick<ListFilter, 'fromMs' | 'untilMs'>;
  onChange: (part: ListFilter, name: keyof ListFilter) => void;
}

/** Whole days of this device's own calendar, both included. */
function Dates({ dates, onChange }: DatesProps) {
  const { t } = useStrings();
  return (
    <>
      <label class="filter">
        <span class="field-label">{t('filter_from')}</span>
        <input
          type="date"
          class="input"
          value={dayOf(dates.fromMs)}
          onChange={({ currentTarget }) => {
            const fromMs = startOfDay(currentTarget.value);
            onChange(fromMs === undefined ? {} : { fromMs }, 'fromMs');
          }}
          data-testid="filter-from"
        />
      </label>
      <label class="filter">
        <span class="field-label">{t('filter_until')}</span>
        <input
          type="date"
          class="input"
          value={dayOf(dates.untilMs)}
          onChange={({ currentTarget }) => {
            const untilMs = endOfDay(currentTarget.value);
            onChange(untilMs === undefined ? {} : { untilMs }, 'untilMs');
          }}
          data-testid="filter-until"
        />
      </label>
    </>
  );
}

interface SelectProps {
  label: string;
  value: string;
  options: readonly { value: string; words: string }[];
  onChange: (value: string) => void;
  testId: string;
}

function Select({ label, value, options, onChange, testId }: SelectProps) {
  const { t } = useStrings();
  return (
    <label class="filter">
      <span class="field-label">{label}</span>
      <select
        class="input"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
        data-testid={testId}
      >
        <option value="">{t('filter_all')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.words}
          </option>
        ))}
      </select>
    </label>
  );
}
