/** The first page after install: what this is, who learns what, and the one thing that has to be set. */
import { Button } from '../ui/Button.tsx';
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';

export interface WelcomePageProps {
  /** The shortcut that is really bound, or '' when the browser bound none. */
  shortcut: string;
  onOpenSettings: () => void;
}

const PARTIES = ['device', 'relay', 'enclave', 'pages'] as const;

export function WelcomePage({ shortcut, onOpenSettings }: WelcomePageProps) {
  const { t } = useStrings();
  return (
    <main class="page welcome-page">
      <header class="page-header">
        <Mark size={32} />
        <h1>{t('welcome_title')}</h1>
      </header>
      <p class="lead">{t('welcome_lead')}</p>
      <ol class="welcome-steps">
        <li>
          <h2>{t('welcome_who')}</h2>
          <dl class="welcome-parties">
            {PARTIES.map((party) => (
              <div key={party}>
                <dt>{t(`party_${party}`)}</dt>
                <dd>{t(`welcome_${party}`)}</dd>
              </div>
            ))}
          </dl>
        </li>
        <li>
          <h2>{t('welcome_relay_set')}</h2>
          <p>{t('welcome_relay_about')}</p>
          <Button kind="primary" onClick={onOpenSettings} testId="open-settings">
            {t('open_settings')}
          </Button>
        </li>
        <li>
          <h2>{t('welcome_ask')}</h2>
          <p>{shortcut ? t('welcome_ask_about', shortcut) : t('welcome_ask_about_no_shortcut')}</p>
        </li>
      </ol>
    </main>
  );
}
