/**
 * What of the page goes along besides the quote, each the person's choice; what is ticked is seen in full under "what
 * leaves".
 */
import { useContext, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import type { Draft, ErrorView, LeavesView, ModelView } from '../../lib/ask/index.ts';
import type { DraftChange } from '../callbacks.ts';
import type { PageTextInput } from './use-page-text.ts';
import { placeOf, type PageWish } from './use-page-wish.ts';
import { useLate } from '../answer/use-late.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { shorten } from '../ui/format.ts';
import { Tick } from '../ui/Field.tsx';
import { PageDoorContext } from '../ui/page-door.ts';
import { useStrings } from '../ui/strings.ts';

export interface AlsoSendProps {
  draft: Draft;
  leaves: LeavesView | null;
  model: ModelView | undefined;
  wish: PageWish;
  onChange: (change: DraftChange) => void;
  /** Further ticks of the question, in the same row. */
  children?: ComponentChildren;
}

const SHOWN_LENGTH = 200;

export function AlsoSend(props: AlsoSendProps) {
  const { t } = useStrings();
  const [error, setError] = useState<ErrorView | null>(null);
  const { draft, leaves, model, wish, onChange } = props;
  const hasPage = draft.page !== undefined || wish.isOpen;
  const want = (isTicked: boolean): void => {
    wish.set(isTicked);
    setError(null);
    if (!isTicked) onChange({ page: null });
  };
  const fail = (failed: ErrorView): void => {
    wish.set(false);
    setError(failed);
  };
  return (
    <>
      <div class="also-send" role="group" aria-label={t('also_send')}>
        <PlaceTicks draft={draft} onChange={onChange} />
        <PageTick draft={draft} isTicked={hasPage} onChange={want} />
        {props.children}
      </div>
      {hasPage && (
        <LatePage
          key={placeOf(draft)}
          draft={draft}
          leaves={leaves}
          contextTokens={model?.contextTokens}
          change={onChange}
          onFailed={fail}
        />
      )}
      {error && <ErrorNotice error={error} />}
    </>
  );
}

/** Title and address, which say nothing where nothing of the page goes along. */
function PlaceTicks({ draft, onChange }: Pick<AlsoSendProps, 'draft' | 'onChange'>) {
  const { t } = useStrings();
  const { title, url, quote, page } = draft;
  if (quote === '' && page === undefined) return null;
  return (
    <>
      {title && (
        <ShortTick
          label={t('page_title')}
          whole={title}
          isTicked={draft.includeTitle}
          onChange={(includeTitle) => onChange({ includeTitle })}
          testId="include-title"
        />
      )}
      {url && (
        <ShortTick
          label={t('page_address')}
          whole={url}
          isTicked={draft.includeUrl}
          onChange={(includeUrl) => onChange({ includeUrl })}
          testId="include-url"
        />
      )}
    </>
  );
}

interface PageTickProps {
  draft: Draft;
  isTicked: boolean;
  onChange: (isTicked: boolean) => void;
}

function PageTick({ draft, isTicked, onChange }: PageTickProps) {
  const { t } = useStrings();
  const door = useContext(PageDoorContext);
  if (draft.page === undefined && !(door && draft.source)) return null;
  return (
    <ShortTick
      label={t('page_text')}
      whole={t('page_text_why')}
      isTicked={isTicked}
      onChange={onChange}
      testId="include-page"
    />
  );
}

function LatePage(props: PageTextInput) {
  const part = useLate(() => import('./PageContext.tsx'));
  return part ? <part.PageContext {...props} /> : null;
}

interface ShortTickProps {
  label: string;
  /** What it is about, shown to whoever points at it. */
  whole: string;
  isTicked: boolean;
  onChange: (isTicked: boolean) => void;
  testId: string;
}

function ShortTick({ label, whole, isTicked, onChange, testId }: ShortTickProps) {
  return (
    <span title={shorten(whole, SHOWN_LENGTH)}>
      <Tick label={label} isTicked={isTicked} onChange={onChange} testId={testId} />
    </span>
  );
}
