/**
 * The account by which the OpenGradient relay is paid: its login bundle pasted or dropped, read on this device, and
 * connected only after the person has seen what the relay learns from an account. Removed at a word.
 * Must never show a token, nor keep one longer than until it was handed over.
 */
import { useState } from 'preact/hooks';
import type { AccountView } from '../../lib/ask/index.ts';
import type { OpengradientSettings } from '../../lib/settings/index.ts';
import { Button } from '../ui/Button.tsx';
import { Confirm } from '../ui/Confirm.tsx';
import { Tick } from '../ui/Field.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { BundleEntry, type ReadBundle } from './BundleEntry.tsx';
import { LoginPlaces, type BundleView } from './LoginPlaces.tsx';
import type { OpengradientChange } from './OpengradientForm.tsx';
import { Section } from './Section.tsx';

export interface AccountFormProps {
  /** Null: none is connected. */
  account: AccountView | null;
  settings: OpengradientSettings;
  readBundle: ReadBundle;
  onChange: OpengradientChange;
  /** Called in the click's own task. */
  onConnect: (bundle: string, urls: string[]) => void;
  onForget: () => void;
}

export function AccountForm(props: AccountFormProps) {
  const { t } = useStrings();
  const { account } = props;
  return (
    <Section id="account" about={t('settings_account_about')} testId="account">
      <ul class="learns">
        {(['learns', 'sees_not', 'cost'] as const).map((what) => (
          <li key={what}>{t(`account_${what}`)}</li>
        ))}
      </ul>
      {account && <Connected account={account} onForget={props.onForget} />}
      <Connect {...props} />
    </Section>
  );
}

function Connected({ account, onForget }: { account: AccountView; onForget: () => void }) {
  const { t, locale } = useStrings();
  const [isAsking, setIsAsking] = useState(false);
  const { expiresAtMs, isRenewable, isAnonymous, relayHost } = account;
  const until =
    expiresAtMs === undefined
      ? t('account_no_end')
      : t(isRenewable ? 'account_until' : 'account_ends', dateAndTime(locale, expiresAtMs));
  return (
    <div class="account" data-testid="account-connected">
      <Verdict tone="holds" name={t('account_connected', relayHost)} />
      <p class="faint" data-testid="account-until">
        {until} {isAnonymous && t('account_anonymous')}
      </p>
      {isAsking ? (
        <Confirm
          question={t('account_remove_sure')}
          act={t('account_remove')}
          onCancel={() => setIsAsking(false)}
          onAct={() => {
            setIsAsking(false);
            onForget();
          }}
          testId="account-remove-sure"
        />
      ) : (
        <Button
          kind="danger"
          icon="trash"
          onClick={() => setIsAsking(true)}
          testId="account-remove"
        >
          {t('account_remove')}
        </Button>
      )}
    </div>
  );
}

function Connect({ account, settings, readBundle, onChange, onConnect }: AccountFormProps) {
  const { t } = useStrings();
  const [read, setRead] = useState<{ text: string; bundle: BundleView }>();
  const [isSeen, setIsSeen] = useState(false);
  const [entries, setEntries] = useState(0);
  const connect = () => {
    if (read === undefined) return;
    const { relayUrl, authUrl } = read.bundle;
    onConnect(read.text, [relayUrl, authUrl]);
    setRead(undefined);
    setIsSeen(false);
    // The text with the token in it goes from the screen at once.
    setEntries(entries + 1);
  };
  return (
    <>
      <BundleEntry
        key={entries}
        label={t(account ? 'account_bundle_other' : 'account_bundle')}
        readBundle={readBundle}
        onRead={setRead}
      />
      {read && <LoginPlaces bundle={read.bundle} settings={settings} onChange={onChange} />}
      <Tick
        label={t('account_consent')}
        isTicked={isSeen}
        onChange={setIsSeen}
        testId="account-consent"
      />
      <Button
        kind="primary"
        isDisabled={read === undefined || !isSeen}
        onClick={connect}
        testId="account-connect"
      >
        {t('account_connect')}
      </Button>
    </>
  );
}
