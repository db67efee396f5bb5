/**
 * What somebody with this device's files can read, honestly, and the passphrase that changes it. Its acts take effect
 * at once: they are about the key, not about settings.
 */
import { useState } from 'preact/hooks';
import type { ErrorView } from '../../lib/ask/index.ts';
import { Wipe } from '../lock/LockScreen.tsx';
import { PasswordField } from '../lock/PasswordField.tsx';
import { Button } from '../ui/Button.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { Notice } from '../ui/Notice.tsx';
import { plural, useStrings } from '../ui/strings.ts';

export interface AtRestFormProps {
  /** Null without a passphrase; undefined while that is not known. */
  lock: { idleMinutes: number } | null | undefined;
  /** What is being done now, in words, or '' . */
  doing: { done: number; of: number } | null;
  problem: ErrorView | undefined;
  /** An answer is on its way: the key cannot be changed under it. */
  isAsking: boolean;
  onSet: (passphrase: string) => void;
  onChange: (before: string, after: string) => void;
  onRemove: (passphrase: string) => void;
  onIdle: (minutes: number) => void;
  onLock: () => void;
  onWipe: () => void;
}

export function AtRestForm(props: AtRestFormProps) {
  const { t, errorKey } = useStrings();
  const { lock, doing, problem } = props;
  return (
    <section
      class="settings-section"
      aria-labelledby="settings-at-rest"
      data-testid="at-rest"
      onKeyDown={saveNothing}
    >
      <h2 id="settings-at-rest">{t('at_rest')}</h2>
      <p class="faint">{t('at_rest_about')}</p>
      {lock === null && <Notice kind="warning">{t('at_rest_open')}</Notice>}
      {lock && <p data-testid="at-rest-locked">{t('at_rest_locked')}</p>}
      {problem && (
        <p class="field-problem" role="alert" data-testid="at-rest-problem">
          {t(errorKey(problem.code))}
        </p>
      )}
      {doing && <p role="status">{t('at_rest_sealing', String(doing.done), String(doing.of))}</p>}
      {lock === null && !doing && <SetPassphrase {...props} />}
      {lock && !doing && <HavePassphrase {...props} idleMinutes={lock.idleMinutes} />}
      <p class="faint">{t('wipe_about')}</p>
      <Wipe onWipe={props.onWipe} />
    </section>
  );
}

function SetPassphrase({ isAsking, onSet }: AtRestFormProps) {
  const { t } = useStrings();
  return (
    <Disclosure summary={t('passphrase_set')} testId="passphrase-set">
      {() => (
        <>
          <NewPassphrase act={t('passphrase_set')} isDisabled={isAsking} onAct={onSet} />
          {isAsking && <p class="faint">{t('passphrase_asking')}</p>}
        </>
      )}
    </Disclosure>
  );
}

function HavePassphrase(props: AtRestFormProps & { idleMinutes: number }) {
  const { t } = useStrings();
  return (
    <>
      <IdleMinutes minutes={props.idleMinutes} onChange={props.onIdle} />
      <Button onClick={props.onLock} testId="lock-now">
        {t('lock_now')}
      </Button>
      {props.isAsking && <p class="faint">{t('lock_asking')}</p>}
      <Disclosure summary={t('passphrase_change')} testId="passphrase-change">
        {() => <ChangePassphrase {...props} />}
      </Disclosure>
      <Disclosure summary={t('passphrase_remove')} testId="passphrase-remove">
        {() => <RemovePassphrase {...props} />}
      </Disclosure>
    </>
  );
}

function ChangePassphrase({ isAsking, onChange }: AtRestFormProps) {
  const { t } = useStrings();
  const [before, setBefore] = useState('');
  return (
    <>
      <PresentPassphrase value={before} onChange={setBefore} />
      <NewPassphrase
        act={t('passphrase_change')}
        isDisabled={isAsking || before === ''}
        onAct={(after) => onChange(before, after)}
      />
    </>
  );
}

function RemovePassphrase({ isAsking, onRemove }: AtRestFormProps) {
  const { t } = useStrings();
  const [before, setBefore] = useState('');
  return (
    <>
      <PresentPassphrase value={before} onChange={setBefore} />
      <p class="faint">{t('passphrase_remove_about')}</p>
      <Button
        kind="danger"
        isDisabled={isAsking || before === ''}
        onClick={() => onRemove(before)}
        testId="passphrase-remove-act"
      >
        {t('passphrase_remove')}
      </Button>
    </>
  );
}

/** Whoever sits at the unlocked browser must know it, too. */
function PresentPassphrase(props: { value: string; onChange: (value: string) => void }) {
  const { t } = useStrings();
  return <PasswordField label={t('passphrase_now')} {...props} testId="passphrase-now" />;
}

interface NewPassphraseProps {
  act: string;
  isDisabled: boolean;
  onAct: (passphrase: string) => void;
}

/** Typed twice: what is mistyped once could never be given again. */
function NewPassphrase({ act, isDisabled, onAct }: NewPassphraseProps) {
  const { t } = useStrings();
  const [words, setWords] = useState('');
  const [again, setAgain] = useState('');
  const isDifferent = again !== '' && again !== words;
  return (
    <>
      <PasswordField
        label={t('passphrase_new')}
        hint={t('passphrase_hint')}
        value={words}
        onChange={setWords}
        testId="passphrase-new"
      />
      <PasswordField
        label={t('passphrase_again')}
        problem={isDifferent ? t('passphrase_differs') : undefined}
        value={again}
        onChange={setAgain}
        testId="passphrase-again"
      />
      <Button
        kind="primary"
        isDisabled={isDisabled || words === '' || again !== words}
        onClick={() => onAct(words)}
        testId="passphrase-act"
      >
        {act}
      </Button>
    </>
  );
}

function IdleMinutes({ minutes, onChange }: { minutes: number; onChange: (to: number) => void }) {
  const strings = useStrings();
  const { t } = strings;
  return (
    <label class="filter">
      <span class="field-label">{t('lock_after')}</span>
      <select
        class="input"
        value={String(minutes)}
        onChange={({ currentTarget }) => onChange(Number(currentTarget.value))}
        data-testid="lock-after"
      >
        {[0, 5, 15, 60].map((choice) => (
          <option key={choice} value={String(choice)}>
            {choice === 0 ? t('lock_after_exit') : plural(strings, 'lock_minutes', choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The settings around it are not saved by a passphrase's Enter. */
function saveNothing(event: KeyboardEvent): void {
  if (event.key === 'Enter' && event.target instanceof HTMLInputElement) event.preventDefault();
}
