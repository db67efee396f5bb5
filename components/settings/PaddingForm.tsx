/** How much of the size and rhythm of an answer is hidden from the relay, each choice with its cost. */
import type { PaddingMode } from '../../lib/settings/index.ts';
import { Choice } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';

const MODES: readonly PaddingMode[] = ['default', 'strict', 'none'];

export interface PaddingFormProps {
  padding: PaddingMode;
  onChange: (padding: PaddingMode) => void;
}

export function PaddingForm({ padding, onChange }: PaddingFormProps) {
  const { t } = useStrings();
  return (
    <section class="settings-section" aria-labelledby="settings-padding">
      <h2 id="settings-padding">{t('settings_padding')}</h2>
      <p class="faint">{t('settings_padding_about')}</p>
      <Choice
        legend={t('padding')}
        value={padding}
        onChange={onChange}
        options={MODES.map((mode) => ({
          value: mode,
          label: t(`padding_${mode}`),
          hint: t(`padding_${mode}_cost`),
        }))}
      />
    </section>
  );
}
