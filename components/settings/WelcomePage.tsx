/** The first page after install, in three steps that can be skipped: who learns what, the relay, and a first real ask. */
import type { EnclaveView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { Parties } from './Parties.tsx';

export interface WelcomePageProps {
  /** The shortcut that is really bound, or '' when the browser bound none. */
  shortcut: string;
  /** As it stands now: it turns ready by itself once a relay is set. */
  enclave?: EnclaveView | undefined;
  onOpenSettings: () => void;
  /** Puts the passage into the draft and opens the app; called in the click itself. */
  onAsk?: ((passage: string) => void) | undefined;
  onSkip?: (() => void) | undefined;
}

export function WelcomePage(props: WelcomePageProps) {
  const { t } = useStrings();
  const { shortcut, onSkip } = props;
  return (
    <main class="page welcome-page">
      <header class="page-header">
        <Mark size={32} />
        <h1>{t('welcome_title')}</h1>
        {onSkip && (
          <Button kind="quiet" onClick={onSkip} testId="welcome-skip">
            {t('welcome_skip')}
          </Button>
        )}
      </header>
      <p class="lead">{t('welcome_lead')}</p>
      <ol class="welcome-steps">
        <li>
          <h2>{t('welcome_who')}</h2>
          <Parties />
        </li>
        <li>
          <h2>{t('welcome_relay_set')}</h2>
          <p>{t('welcome_relay_about')}</p>
          {props.enclave && <RelayState enclave={props.enclave} />}
          <Button kind="primary" onClick={props.onOpenSettings} testId="open-settings">
            {t('open_settings')}
          </Button>
        </li>
        <li>
          <h2>{t('welcome_ask')}</h2>
          <p>{shortcut ? t('welcome_ask_about', shortcut) : t('welcome_ask_about_no_shortcut')}</p>
          {props.onAsk && <Sample onAsk={props.onAsk} />}
        </li>
      </ol>
    </main>
  );
}

function RelayState({ enclave }: { enclave: EnclaveView }) {
  const { t } = useStrings();
  return (
    <p role="status" data-testid="welcome-relay" data-phase={enclave.phase}>
      {enclave.phase === 'ready' ? (
        <Verdict tone="holds" name={t('welcome_relay_ready')} />
      ) : enclave.phase === 'refused' ? (
        <Verdict tone="fails" name={t('welcome_relay_refused')} />
      ) : (
        <Verdict tone="pending" name={t('welcome_relay_none')} />
      )}
    </p>
  );
}

/** Something to ask about, right here: all of it, or the part that the person has selected. */
function Sample({ onAsk }: { onAsk: (passage: string) => void }) {
  const { t } = useStrings();
  const passage = t('welcome_sample');
  const ask = (): void => {
    const selected = getSelection()?.toString().trim() ?? '';
    onAsk(selected !== '' && passage.includes(selected) ? selected : passage);
  };
  return (
    <>
      <blockquote class="welcome-sample" data-testid="welcome-sample">
        {passage}
      </blockquote>
      <Button onClick={ask} testId="welcome-ask">
        {t('welcome_sample_ask')}
      </Button>
    </>
  );
}
