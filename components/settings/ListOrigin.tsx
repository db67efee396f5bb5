/**
 * Where the releases of a list come from, as checked on this device when this is drawn: by which workflow of which
 * repository each was built, and since when that stands in the public log. Nothing of it is taken from the list's word.
 */
import { useEffect, useState } from 'preact/hooks';
import type { ErrorView } from '../../lib/ask/index.ts';
import type { CheckedRelease } from '../../lib/attestation/provenance/index.ts';
import type { SubscribedList } from '../../lib/settings/index.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { dateAndTime } from '../ui/format.ts';
import { useStrings } from '../ui/strings.ts';
import { Verdict } from '../ui/Verdict.tsx';

export type ListCheck =
  | { readonly ok: true; readonly releases: readonly CheckedRelease[] }
  | { readonly ok: false; readonly error: ErrorView };

/** Signature, time and origins of a list; the page that draws it has the means. */
export type CheckList = (list: SubscribedList) => Promise<ListCheck>;

export function ListOrigin({ list, checkList }: { list: SubscribedList; checkList: CheckList }) {
  const { t } = useStrings();
  const [check, setCheck] = useState<ListCheck | null>(null);
  useEffect(() => {
    let isGone = false;
    void checkList(list).then((found) => isGone || setCheck(found));
    return () => {
      isGone = true;
    };
  }, [list.signed, list.publicKey]);
  if (check === null) return <p class="faint">{t('release_checking')}</p>;
  if (!check.ok) return <ErrorNotice error={check.error} />;
  return (
    <ul class="list-origin" data-testid="list-origin">
      {check.releases.map((release) => (
        <Origin key={release.release} checked={release} />
      ))}
    </ul>
  );
}

function Origin({ checked: { release, provenance } }: { checked: CheckedRelease }) {
  const { t, locale } = useStrings();
  if (provenance === null) {
    return (
      <li>
        <Verdict tone="pending" name={release} /> <span class="faint">{t('release_unproven')}</span>
      </li>
    );
  }
  const { workflow, repository, tag, loggedAtMs } = provenance;
  return (
    <li>
      <Verdict tone="holds" name={release} /> {t('release_built_by', workflow, repository, tag)}{' '}
      {t('release_logged', dateAndTime(locale, loggedAtMs))}
    </li>
  );
}
