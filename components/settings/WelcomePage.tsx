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

/** One button stands out: what is to be done next. */
const NEXT = { kind: 'primary' } as const;

/** What is said of the relay and its enclave, by the phase of it. */
const STATES = {
  unset: ['pending', 'welcome_relay_none'],
  checking: ['pending', 'enclave_checking_long'],
  ready: ['holds', 'welcome_relay_ready'],
  refused: ['fails', 'welcome_relay_refused'],
} as const;

export function WelcomePage(props: WelcomePageProps) {
  const { t } = useStrings();
  const { shortcut, enclave, onSkip } = props;
  const isReady = enclave?.phase === 'ready';
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
          {enclave && <RelayState enclave={enclave} />}
          <Button {...(!isReady && NEXT)} onClick={props.onOpenSettings} testId="open-settings">
            {t('open_settings')}
          </Button>
        </li>
        <li>
          <h2>{t('welcome_ask')}</h2>
          <p>{shortcut ? t('welcome_ask_about', shortcut) : t('welcome_ask_about_no_shortcut')}</p>
          <p>{t('welcome_pin')}</p>
          {props.onAsk && <Sample isNext={isReady} onAsk={props.onAsk} />}
        </li>
      </ol>
    </main>
  );
}

function RelayState({ enclave }: { enclave: EnclaveView }) {
  const { t } = useStrings();
  const [tone, words] = STATES[enclave.phase];
  return (
    <p role="status" data-testid="welcome-relay" data-phase={enclave.phase}>
      <Verdict tone={tone} name={t(words)} />
    </p>
  );
}

/** Something to ask about, right here: all of it, or the part that the person has selected. */
function Sample({ isNext, onAsk }: { isNext: boolean; onAsk: (passage: string) => void }) {
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
      <Button {...(isNext && NEXT)} onClick={ask} testId="welcome-ask">
        {t('welcome_sample_ask')}
      </Button>
    </>
  );
}
