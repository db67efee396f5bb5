/** Theme and text size. */
import { TEXT_SIZES, THEMES, type AppearanceSettings } from '../../lib/settings/index.ts';
import { Choice } from '../ui/Field.tsx';
import { useStrings } from '../ui/strings.ts';
import { Section } from './Section.tsx';

export interface AppearanceFormProps {
  appearance: AppearanceSettings;
  onChange: (appearance: AppearanceSettings) => void;
}

export function AppearanceForm({ appearance, onChange }: AppearanceFormProps) {
  const { t } = useStrings();
  return (
    <Section id="appearance">
      <Choice
        legend={t('theme')}
        value={appearance.theme}
        onChange={(theme) => onChange({ ...appearance, theme })}
        options={THEMES.map((theme) => ({ value: theme, label: t(`theme_${theme}`) }))}
        testId="theme"
      />
      <Choice
        legend={t('text_size')}
        value={appearance.textSize}
        onChange={(textSize) => onChange({ ...appearance, textSize })}
        options={TEXT_SIZES.map((size) => ({ value: size, label: t(`text_size_${size}`) }))}
        testId="text-size"
      />
    </Section>
  );
}
