/** The list of proofs and the one that is open, in the popup one after the other, on the proofs page side by side. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ProofDetail } from '../../lib/ask/index.ts';
import type { ListFilter } from '../../lib/proofs/index.ts';
import type { ProofCallbacks } from '../callbacks.ts';
import { Button } from '../ui/Button.tsx';
import { LongWait } from '../ui/LongWait.tsx';
import { useStrings } from '../ui/strings.ts';
import { ProofDetailView } from './ProofDetailView.tsx';
import { ProofList, type ProofPage } from './ProofList.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import type { Selection } from './use-selection.ts';

const PAGE_LENGTH = 30;

export interface ManyCallbacks {
  selection: Selection;
  onSelectAll: (search: string, filter: ListFilter | undefined) => void;
  onExport: (withPlaintext: boolean) => void;
  onForget: () => void;
}

export interface ProofsScreenProps {
  page: ProofPage | null;
  proof: ProofDetail | null;
  isListShown: boolean;
  /** Goes up whenever the store has changed by itself: the list is asked for again. */
  changes?: number;
  /** The same of the open proof. */
  proofChanges?: number;
  /** On the proofs page: what narrows the list besides the words. */
  filter?: ListFilter | undefined;
  /** On the proofs page: several can be ticked, handed over and forgotten. */
  many?: ManyCallbacks | undefined;
  on: ProofCallbacks;
  onOpened: () => void;
  onClosed: () => void;
  /** The way to the page in a tab, from where there is one. */
  onOpenPage?: () => void;
}

export function ProofsScreen(props: ProofsScreenProps) {
  const { page, proof, on } = props;
  const [search, setSearch] = useState(page?.search ?? '');
  const [limit, setLimit] = useState(PAGE_LENGTH);
  useListing(props, search, limit);
  useFollowing(props);
  useClosing(props);
  const forget = (id: string) => {
    on.forgetProof(id);
    if (proof?.id === id) props.onClosed();
  };
  const searchFor = (next: string) => {
    setSearch(next);
    setLimit(PAGE_LENGTH);
  };
  const open = (id: string) => {
    on.openProof(id);
    props.onOpened();
  };
  return (
    <>
      {props.isListShown && (
        <div class="app-body">
          <Many {...props} search={search} />
          <ProofList
            {...{ page, search }}
            openId={proof?.id}
            onSearch={searchFor}
            onMore={() => setLimit(limit + PAGE_LENGTH)}
            {...{ onOpen: open, onForget: forget }}
            {...tickingOf(props, search)}
          />
          {props.onOpenPage && <OpenInTab onClick={props.onOpenPage} />}
        </div>
      )}
      {!props.isListShown && !proof && <Waiting />}
      {proof && <OpenProof proof={proof} on={on} onForget={() => forget(proof.id)} />}
    </>
  );
}

function tickingOf({ many, filter }: ProofsScreenProps, search: string) {
  if (!many) return {};
  const onSelectAll = () => many.onSelectAll(search, filter);
  return { selection: many.selection, onSelectAll };
}

function Many({ page, many, filter, search }: ProofsScreenProps & { search: string }) {
  if (!many || !page || page.items.length === 0) return null;
  return (
    <SelectionBar
      count={many.selection.ids.size}
      onSelectAll={() => many.onSelectAll(search, filter)}
      onClear={many.selection.clear}
      onExport={many.onExport}
      onForget={many.onForget}
    />
  );
}

function useListing(
  { filter, changes, on }: ProofsScreenProps,
  search: string,
  limit: number,
): void {
  const list = () => (filter ? on.listProofs(search, limit, filter) : on.listProofs(search, limit));
  useEffect(list, [search, limit, filter, changes]);
}

/** What changed with nobody looking is asked for again while it is open. */
function useFollowing({ proof, proofChanges = 0, on }: ProofsScreenProps): void {
  useEffect(() => {
    if (proofChanges > 0 && proof) on.recheckProof(proof.id);
  }, [proofChanges]);
}

/**
 * A proof that stood alone and is gone was forgotten, here or on another page: its view closes. Beside the list there is
 * nothing to close, and a proof that is gone may as well make room for the next.
 */
function useClosing({ proof, isListShown, onClosed }: ProofsScreenProps): void {
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !proof && !isListShown) onClosed();
    wasOpen.current = proof !== null;
  }, [proof]);
}

function OpenInTab({ onClick }: { onClick: () => void }) {
  const { t } = useStrings();
  return (
    <Button kind="quiet" icon="out" onClick={onClick} testId="proofs-page-open">
      {t('proofs_open_page')}
    </Button>
  );
}

function Waiting() {
  const { t } = useStrings();
  return (
    <p class="app-wait">
      <LongWait words={t('proofs_loading')} more={t('wait_reading')} wayOut="reload" />
    </p>
  );
}

interface OpenProofProps {
  proof: ProofDetail;
  on: ProofCallbacks;
  onForget: () => void;
}

function OpenProof({ proof, on, onForget }: OpenProofProps) {
  const { t } = useStrings();
  return (
    <div class="app-body" tabIndex={0} role="region" aria-label={t('proof')}>
      <ProofDetailView
        key={proof.id}
        proof={proof}
        onRecheck={() => on.recheckProof(proof.id)}
        onForget={onForget}
        onGoOn={() => on.goOn(proof.id)}
      />
    </div>
  );
}
