/** Stored proofs, newest first: search, open, forget after a question. The list is drawn by the page, never as a whole. */
import type { ProofSummary } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { LongWait } from '../ui/LongWait.tsx';
import { plural, useStrings, type Strings } from '../ui/strings.ts';
import { ProofRow } from './ProofRow.tsx';
import type { Selection } from './use-selection.ts';

export interface ProofPage {
  search: string;
  total: number;
  /** How many were found; null where nobody has counted. */
  found: number | null;
  isMore: boolean;
  items: readonly ProofSummary[];
}

export interface ProofListProps {
  /** What the worker last answered; null while it has not. */
  page: ProofPage | null;
  /** What is typed in the search box. */
  search: string;
  openId?: string | undefined;
  onSearch: (search: string) => void;
  onMore: () => void;
  onOpen: (id: string) => void;
  onForget: (id: string) => void;
  /** Where several can be ticked. */
  selection?: Selection | undefined;
  onSelectAll?: (() => void) | undefined;
}

export function ProofList(props: ProofListProps) {
  const strings = useStrings();
  const { t } = strings;
  const { page, search } = props;
  if (page && page.total === 0 && !search) return <p class="empty">{t('proofs_none')}</p>;
  return (
    <section class="proof-list" aria-label={t('proofs')}>
      <TextField
        type="search"
        label={t('proofs_search')}
        isLabelHidden
        placeholder={t('proofs_search')}
        value={search}
        onChange={props.onSearch}
        testId="proofs-search"
      />
      <p class="proof-count faint" role="status">
        {page ? countOf(strings, page, search) : ''}
      </p>
      {!page && <LongWait words={t('proofs_loading')} more={t('wait_reading')} wayOut="reload" />}
      {page && page.items.length > 0 && <Rows {...props} items={page.items} />}
      {page?.isMore && (
        <Button onClick={props.onMore} testId="proofs-more">
          {t('proofs_more')}
        </Button>
      )}
    </section>
  );
}

function countOf(strings: Strings, { found, total, items, isMore }: ProofPage, search: string) {
  if (found !== null) return plural(strings, search ? 'proofs_found' : 'proofs_kept', found);
  if (!isMore) return plural(strings, 'proofs_found', items.length);
  return plural(strings, 'proofs_kept', total);
}

/** Ctrl+A ticks all that the filter shows, Escape none; arrows go from one tick to the next, with Shift ticking. */
function onKey(event: KeyboardEvent, { selection, onSelectAll }: ProofListProps): void {
  if (selection === undefined || !(event.target instanceof HTMLElement)) return;
  const { target } = event;
  if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    onSelectAll?.();
  } else if (event.key === 'Escape' && selection.ids.size > 0) {
    event.stopPropagation();
    selection.clear();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    const row = target.closest('li');
    const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    const tick = next?.querySelector('input');
    if (!tick) return;
    event.preventDefault();
    tick.focus();
    const id = tick.dataset['id'];
    if (event.shiftKey && id !== undefined) selection.toggle(id, false);
  }
}

function Rows(props: ProofListProps & { items: readonly ProofSummary[] }) {
  const { selection } = props;
  return (
    <ul onKeyDown={(event) => onKey(event, props)}>
      {props.items.map((proof) => (
        <ProofRow
          key={proof.id}
          proof={proof}
          isOpen={proof.id === props.openId}
          onOpen={() => props.onOpen(proof.id)}
          onForget={() => props.onForget(proof.id)}
          isTicked={selection?.ids.has(proof.id)}
          onTick={selection && ((isRange) => selection.toggle(proof.id, isRange))}
        />
      ))}
    </ul>
  );
}
