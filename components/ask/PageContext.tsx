/**
 * The page's text that goes along: how much of how much, which part of the page, and on request every passage of it,
 * those left out too. Loaded when the person first asks for the page's text.
 */
import { useEffect } from 'preact/hooks';
import type { PageText } from '../../lib/ask/index.ts';
import type { Passage } from '../../lib/excerpt/index.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { LongWait } from '../ui/LongWait.tsx';
import { plural, useStrings, type Strings } from '../ui/strings.ts';
import { VisibleText } from '../ui/VisibleText.tsx';
import { usePageText, type PageTextInput, type PageTextState } from './use-page-text.ts';

/** As many as one would look through; the rest is counted. */
const MAX_DRAWN = 400;

export function PageContext(props: PageTextInput) {
  const { t } = useStrings();
  const state = usePageText(props);
  const { page } = props.draft;
  useEffect(() => {
    if (!page) state.read();
  }, [page === undefined]);
  if (state.isReading) return <LongWait words={t('page_reading')} more={t('wait_page')} />;
  return (
    <div class="page-context" data-testid="page-context">
      {page && <Taken page={page} state={state} />}
    </div>
  );
}

function Taken({ page, state }: { page: PageText; state: PageTextState }) {
  const strings = useStrings();
  const { t } = strings;
  return (
    <>
      <p class="page-size" data-testid="page-size">
        {sizeWords(strings, page, state)}
        {state.isCutShort && ` ${t('page_cut_short')}`}
      </p>
      <KindPick page={page} state={state} />
      <Disclosure summary={t('page_view')} testId="page-view">
        {() =>
          state.cut ? (
            <Passages passages={state.cut.passages} />
          ) : (
            <pre class="plaintext" tabIndex={0} dir="auto">
              <VisibleText text={page.text} />
            </pre>
          )
        }
      </Disclosure>
    </>
  );
}

/** "All of it: 3,214 characters", or what was left out, in passages and characters. */
function sizeWords(strings: Strings, page: PageText, { cut }: PageTextState): string {
  const { t, locale } = strings;
  const shown = (count: number): string => new Intl.NumberFormat(locale).format(count);
  const kept = cut?.passages.filter(({ isKept }) => isKept) ?? [];
  const keptLength = cut
    ? kept.reduce((sum, { text }) => sum + text.length, 0)
    : Math.min(page.text.length, page.total);
  if (cut && kept.length === cut.passages.length) {
    return t('page_size_all', plural(strings, 'characters', page.total));
  }
  const size = t('page_size_part', shown(keptLength), plural(strings, 'characters', page.total));
  if (!cut) return size;
  return `${size} ${plural(strings, 'page_left_out', cut.passages.length - kept.length)}`;
}

/** The article alone, or all that the page shows; only where both were found and differ. */
function KindPick({ page, state }: { page: PageText; state: PageTextState }) {
  const { t } = useStrings();
  const { texts } = state;
  if (!texts || texts.article.length === 0 || texts.whole.length === 0) return null;
  return (
    <div class="page-kind" role="group" aria-label={t('page_kind')}>
      {(['article', 'whole'] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          class="quick-action"
          aria-pressed={page.kind === kind}
          onClick={() => state.pick(kind)}
          data-testid={`page-${kind}`}
        >
          {t(`page_kind_${kind}`)}
        </button>
      ))}
    </div>
  );
}

function Passages({ passages }: { passages: readonly Passage[] }) {
  const strings = useStrings();
  const { t } = strings;
  return (
    <ol class="passages" tabIndex={0} aria-label={t('page_view')}>
      {passages.slice(0, MAX_DRAWN).map(({ text, isKept }, index) => (
        <li key={index} class={isKept ? 'passage' : 'passage passage-out'} dir="auto">
          {!isKept && <span class="passage-mark">{t('page_not_sent')}</span>}
          <VisibleText text={text} />
        </li>
      ))}
      {passages.length > MAX_DRAWN && (
        <li class="faint">{plural(strings, 'page_more', passages.length - MAX_DRAWN)}</li>
      )}
    </ol>
  );
}
