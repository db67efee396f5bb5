/**
 * Signed release lists: one text to paste or load and one key to pin. A list is checked before it is taken, with the
 * origin of every release that comes with a proof, and again by the worker when the settings are saved; nothing is ever
 * fetched for it. Says of each list whom it is for, until when it counts, what it names and where that comes from.
 */
import { useRef, useState } from 'preact/hooks';
import type { ErrorView } from '../../lib/ask/index.ts';
import type { SubscribedList } from '../../lib/settings/index.ts';
import { textOf } from '../proof/image.ts';
import { Measurement } from '../proof/Measurement.tsx';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { TextArea, TextField } from '../ui/Field.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';
import { ListOrigin, type CheckList } from './ListOrigin.tsx';

export interface ReleaseListFormProps {
  lists: readonly SubscribedList[];
  checkList: CheckList;
  onChange: (lists: SubscribedList[]) => void;
}

export function ReleaseListForm({ lists, checkList, onChange }: ReleaseListFormProps) {
  const { t } = useStrings();
  // A list is checked for a while, and others may come and go meanwhile.
  const latest = useRef(lists);
  latest.current = lists;
  const add = (list: SubscribedList): void => onChange([...latest.current, list]);
  return (
    <div class="release-lists" data-testid="release-lists">
      <h3>{t('release_lists')}</h3>
      <p class="faint">{t('release_lists_about')}</p>
      {lists.map((list, index) => (
        <List
          key={list.publicKey + String(index)}
          list={list}
          checkList={checkList}
          onRemove={() => onChange(lists.filter((other) => other !== list))}
        />
      ))}
      <Disclosure summary={t('release_list_add')} testId="release-list-add">
        {() => <AddList checkList={checkList} onAdd={add} />}
      </Disclosure>
    </div>
  );
}

interface ListProps {
  list: SubscribedList;
  checkList: CheckList;
  onRemove: () => void;
}

function List({ list, checkList, onRemove }: ListProps) {
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
          <Said list={list} />
          <ListOrigin list={list} checkList={checkList} />
          <Button kind="danger" icon="trash" onClick={onRemove} testId="release-list-remove">
            {t('remove')}
          </Button>
        </>
      )}
    </Disclosure>
  );
}

function Said({ list: { says, publicKey } }: { list: SubscribedList }) {
  const { t } = useStrings();
  return (
    <>
      {says && <p class="faint">{t('release_list_serial', String(says.serial))}</p>}
      <p class="step-detail">
        {t('release_list_key')} <code>{publicKey}</code>
      </p>
      {says?.releases.map((release) => (
        <div key={release.name + textOf(release)}>
          <p>{release.name}</p>
          <Measurement measurement={release} />
        </div>
      ))}
    </>
  );
}

const KEY = /^[A-Za-z0-9+/]{43}=$/;
const MAX_LIST_LENGTH = 100_000;

/** A list that does not hold is not taken, and says why. */
function useCheckFirst(checkList: CheckList, onAdd: (list: SubscribedList) => void) {
  const [refused, setRefused] = useState<ErrorView | null>(null);
  const take = async (list: SubscribedList): Promise<void> => {
    setRefused(null);
    const check = await checkList(list);
    if (check.ok) onAdd(list);
    else setRefused(check.error);
  };
  return { refused, take };
}

interface AddListProps {
  checkList: CheckList;
  onAdd: (list: SubscribedList) => void;
}

function AddList({ checkList, onAdd }: AddListProps) {
  const { t } = useStrings();
  const { refused, take } = useCheckFirst(checkList, onAdd);
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
      {refused && <ErrorNotice error={refused} />}
      <Button
        isDisabled={!isWhole}
        onClick={() => void take({ publicKey: key, signed: text })}
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
