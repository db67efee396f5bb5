/** Stored proofs, newest first: search, open, forget after a question. The list is drawn by the page, never as a whole. */
import type { ProofSummary } from '../../lib/ask/index.ts';
import { Button } from '../ui/Button.tsx';
import { TextField } from '../ui/Field.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { plural, useStrings } from '../ui/strings.ts';
import { ProofRow } from './ProofRow.tsx';

export interface ProofPage {
  search: string;
  total: number;
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
}

export function ProofList(props: ProofListProps) {
  const strings = useStrings();
  const { t } = strings;
  const { page, search } = props;
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
        {page ? plural(strings, search ? 'proofs_found' : 'proofs_kept', page.total) : ''}
      </p>
      {!page && <Spinner words={t('proofs_loading')} />}
      {page && page.total === 0 && !search && <p class="empty">{t('proofs_none')}</p>}
      {page && page.items.length > 0 && <Rows {...props} items={page.items} />}
      {page && page.items.length < page.total && (
        <Button onClick={props.onMore} testId="proofs-more">
          {t('proofs_more')}
        </Button>
      )}
    </section>
  );
}

function Rows(props: ProofListProps & { items: readonly ProofSummary[] }) {
  return (
    <ul>
      {props.items.map((proof) => (
        <ProofRow
          key={proof.id}
          proof={proof}
          isOpen={proof.id === props.openId}
          onOpen={() => props.onOpen(proof.id)}
          onForget={() => props.onForget(proof.id)}
        />
      ))}
    </ul>
  );
}
