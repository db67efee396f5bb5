/** Where a gesture opens the app, and whether the system says what arrived meanwhile. */
import { useState } from 'preact/hooks';
import { HOMES, type Settings } from '../../lib/settings/index.ts';
import { Choice, Tick } from '../ui/Field.tsx';
import { Notice } from '../ui/Notice.tsx';
import { useStrings } from '../ui/strings.ts';
import { Section } from './Section.tsx';
import type { SettingsChange } from './SettingsPage.tsx';

export interface HomeFormProps {
  settings: Settings;
  onChange: SettingsChange;
  /** Asks the browser for its notifications; called in the click itself. */
  askForNotifications: () => Promise<boolean>;
}

export function HomeForm({ settings, onChange, askForNotifications }: HomeFormProps) {
  const { t } = useStrings();
  const [isRefused, setIsRefused] = useState(false);
  const setNotify = (isOn: boolean): void => {
    setIsRefused(false);
    if (!isOn) return onChange({ notify: false });
    void askForNotifications().then(
      (isGranted) => (isGranted ? onChange({ notify: true }) : setIsRefused(true)),
      () => setIsRefused(true),
    );
  };
  return (
    <Section id="home" testId="home-form">
      <Choice
        legend={t('home_legend')}
        value={settings.home}
        onChange={(home) => onChange({ home })}
        options={HOMES.map((home) => ({
          value: home,
          label: t(`home_${home}`),
          hint: t(`home_${home}_hint`),
        }))}
      />
      <Tick
        label={t('notify_wanted')}
        hint={t('notify_hint')}
        isTicked={settings.notify}
        onChange={setNotify}
        testId="notify"
      />
      {isRefused && (
        <Notice kind="warning" testId="notify-refused">
          {t('notify_refused')}
        </Notice>
      )}
    </Section>
  );
}
