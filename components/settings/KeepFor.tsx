/** How long what was asked is kept. */
import { plural, useStrings } from '../ui/strings.ts';

interface KeepForProps {
  days: number;
  onChange: (days: number) => void;
}

export function KeepFor({ days: chosen, onChange }: KeepForProps) {
  const strings = useStrings();
  const { t } = strings;
  return (
    <label class="field">
      <span class="field-label">{t('keep_for')}</span>
      <select
        class="input"
        value={String(chosen)}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
        data-testid="keep-days"
      >
        {[0, 7, 30, 365].map((days) => (
          <option key={days} value={String(days)}>
            {days === 0 ? t('keep_forever') : plural(strings, 'keep_days', days)}
          </option>
        ))}
      </select>
    </label>
  );
}
