/** All that is seen while Sotto is locked: the way in, and the way to begin anew without it. */
import { useState } from 'preact/hooks';
import type { ErrorView } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';
import { PasswordField } from './PasswordField.tsx';

export interface LockScreenProps {
  isBusy: boolean;
  problem: ErrorView | undefined;
  /** Until the next try. */
  waitMs: number;
  onUnlock: (passphrase: string) => void;
  onWipe: () => void;
}

export function LockScreen({ isBusy, problem, waitMs, onUnlock, onWipe }: LockScreenProps) {
  const { t, errorKey } = useStrings();
  const [words, setWords] = useState('');
  const seconds = Math.ceil(waitMs / 1000);
  const said = seconds > 0 ? t('lock_wait', String(seconds)) : problem && t(errorKey(problem.code));
  const submit = (event: Event): void => {
    event.preventDefault();
    if (isBusy || seconds > 0 || words === '') return;
    setWords('');
    onUnlock(words);
  };
  return (
    <main class="lock-screen" data-testid="locked" data-code={problem?.code}>
      <Mark size={32} />
      <h1>{t('lock_title')}</h1>
      <p class="faint">{t('lock_about')}</p>
      <form onSubmit={submit}>
        <PasswordField
          label={t('passphrase')}
          value={words}
          onChange={setWords}
          problem={said}
          isFirst
          testId="unlock-words"
        />
        <Button kind="primary" type="submit" isDisabled={isBusy || seconds > 0} testId="unlock">
          {isBusy ? t('lock_busy') : t('unlock')}
        </Button>
      </form>
      <Disclosure summary={t('lock_forgotten')} testId="lock-forgotten">
        {() => (
          <>
            <p class="faint">{t('lock_forgotten_about')}</p>
            <Wipe onWipe={onWipe} />
          </>
        )}
      </Disclosure>
    </main>
  );
}

/** Destroys the key and all records, after one question. */
export function Wipe({ onWipe }: { onWipe: () => void }) {
  const { t } = useStrings();
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking) {
    return (
      <Button kind="danger" icon="trash" onClick={() => setIsAsking(true)} testId="wipe">
        {t('wipe')}
      </Button>
    );
  }
  return (
    <Confirm
      question={t('wipe_sure')}
      act={t('wipe')}
      onAct={() => {
        setIsAsking(false);
        onWipe();
      }}
      onCancel={() => setIsAsking(false)}
      testId="wipe-sure"
    />
  );
}
