/** Who learns what, what the browser allows, in plain words, and what to do when something does not go on. */
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';
import { Parties } from './Parties.tsx';
import { permissionSentences } from './permission-words.ts';

/** Each is a question `help_X` with its answer `help_X_answer`. */
const QUESTIONS = ['offline', 'refused', 'unread', 'button', 'closed', 'forget'] as const;

export function HelpPage() {
  const { t } = useStrings();
  return (
    <main class="page help-page" data-testid="help-page">
      <header class="page-header">
        <Mark size={32} />
        <h1>{t('help_title')}</h1>
      </header>
      <section class="settings-section" aria-labelledby="help-who">
        <h2 id="help-who">{t('who_learns')}</h2>
        <p>{t('help_who')}</p>
        <Parties />
        <p class="faint">{t('help_limits')}</p>
      </section>
      <section class="settings-section" aria-labelledby="help-may">
        <h2 id="help-may">{t('help_may')}</h2>
        <ul class="learns" data-testid="help-may">
          {permissionSentences().map((key) => (
            <li key={key}>{t(key)}</li>
          ))}
        </ul>
      </section>
      <section class="settings-section" aria-labelledby="help-trouble">
        <h2 id="help-trouble">{t('help_trouble')}</h2>
        {QUESTIONS.map((name) => (
          <div key={name}>
            <h3>{t(`help_${name}`)}</h3>
            <p>{t(`help_${name}_answer`)}</p>
          </div>
        ))}
      </section>
    </main>
  );
}
