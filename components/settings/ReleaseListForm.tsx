/**
 * Signed release lists: one text to paste or load and one key to pin. The list is checked when the settings are saved;
 * nothing is ever fetched for it. Says of each list whom it is for, until when it counts and what it names.
 */
import { useState } from 'preact/hooks';
import type { SubscribedList } from '../../lib/settings/index.ts';
import { Measurement } from '../proof/Measurement.tsx';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { TextArea, TextField } from '../ui/Field.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';

export interface ReleaseListFormProps {
  lists: readonly SubscribedList[];
  onChange: (lists: SubscribedList[]) => void;
}

export function ReleaseListForm({ lists, onChange }: ReleaseListFormProps) {
  const { t } = useStrings();
  return (
    <div class="release-lists" data-testid="release-lists">
      <h3>{t('release_lists')}</h3>
      <p class="faint">{t('release_lists_about')}</p>
      {lists.map((list, index) => (
        <List
          key={list.publicKey + String(index)}
          list={list}
          onRemove={() => onChange(lists.filter((other) => other !== list))}
        />
      ))}
      <Disclosure summary={t('release_list_add')} testId="release-list-add">
        {() => <AddList onAdd={(list) => onChange([...lists, list])} />}
      </Disclosure>
    </div>
  );
}

function List({ list, onRemove }: { list: SubscribedList; onRemove: () => void }) {
  const { t, locale } = useStrings();
  const nowMs = useNow(60_000);
  const { says } = list;
  const isCurrent = says !== undefined && nowMs <= says.expiresMs;
  const until = says && dateAndTime(locale, says.expiresMs);
  const state = !until
    ? t('release_list_unchecked')
    : t(isCurrent ? 'release_list_until' : 'release_list_over', until);
  const summary = (
    <>
      <Verdict
        tone={!says ? 'pending' : isCurrent ? 'holds' : 'fails'}
        name={says?.gateway ?? ''}
      />{' '}
      <span class="faint">{state}</span>
    </>
  );
  return (
    <Disclosure summary={summary} testId="release-list">
      {() => (
        <>
          {says && <p class="faint">{t('release_list_serial', String(says.serial))}</p>}
          <p class="step-detail">
            {t('release_list_key')} <code>{list.publicKey}</code>
          </p>
          {says?.releases.map((release) => (
            <div key={release.name + release.pcr0}>
              <p>{release.name}</p>
              <Measurement measurement={release} />
            </div>
          ))}
          <Button kind="danger" icon="trash" onClick={onRemove} testId="release-list-remove">
            {t('remove')}
          </Button>
        </>
      )}
    </Disclosure>
  );
}

const KEY = /^[A-Za-z0-9+/]{43}=$/;
const MAX_LIST_LENGTH = 100_000;

function AddList({ onAdd }: { onAdd: (list: SubscribedList) => void }) {
  const { t } = useStrings();
  const [publicKey, setPublicKey] = useState('');
  const [signed, setSigned] = useState('');
  const key = publicKey.trim();
  const text = signed.trim();
  const isListWrong = text !== '' && (!text.startsWith('{') || text.length > MAX_LIST_LENGTH);
  const isWhole = KEY.test(key) && text !== '' && !isListWrong;
  return (
    <>
      <TextField
        label={t('release_list_key')}
        hint={t('release_list_key_hint')}
        problem={key !== '' && !KEY.test(key) ? t('release_list_key_wrong') : undefined}
        value={publicKey}
        onChange={setPublicKey}
        testId="release-list-key"
      />
      <TextArea
        label={t('release_list_paste')}
        problem={isListWrong ? t('release_list_wrong') : undefined}
        value={signed}
        onChange={setSigned}
        testId="release-list-text"
      />
      <ListFile onRead={setSigned} />
      <Button
        isDisabled={!isWhole}
        onClick={() => onAdd({ publicKey: key, signed: text })}
        testId="release-list-take"
      >
        {t('release_list_take')}
      </Button>
    </>
  );
}

function ListFile({ onRead }: { onRead: (text: string) => void }) {
  const { t } = useStrings();
  return (
    <label class="file-field">
      <span class="field-label">{t('release_list_file')}</span>
      <input
        type="file"
        accept=".json,.txt"
        onChange={(event) => void event.currentTarget.files?.[0]?.text().then(onRead)}
      />
    </label>
  );
}
