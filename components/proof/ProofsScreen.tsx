/** The list of proofs and the one that is open, in the popup one after the other, on the proofs page side by side. */
import { useEffect, useState } from 'preact/hooks';
import type { ProofDetail } from '../../lib/ask/index.ts';
import type { ProofCallbacks } from '../callbacks.ts';
import { useStrings } from '../ui/strings.ts';
import { ProofDetailView } from './ProofDetailView.tsx';
import { ProofList, type ProofPage } from './ProofList.tsx';

const PAGE_LENGTH = 30;

export interface ProofsScreenProps {
  page: ProofPage | null;
  proof: ProofDetail | null;
  isListShown: boolean;
  on: ProofCallbacks;
  onOpened: () => void;
  onClosed: () => void;
}

export function ProofsScreen(props: ProofsScreenProps) {
  const { page, proof, on } = props;
  const [search, setSearch] = useState(page?.search ?? '');
  const [limit, setLimit] = useState(PAGE_LENGTH);
  useEffect(() => on.listProofs(search, limit), [search, limit]);
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
          <ProofList
            page={page}
            search={search}
            openId={proof?.id}
            onSearch={searchFor}
            onMore={() => setLimit(limit + PAGE_LENGTH)}
            onOpen={open}
            onForget={forget}
          />
        </div>
      )}
      {proof && <OpenProof proof={proof} on={on} onForget={() => forget(proof.id)} />}
    </>
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
      />
    </div>
  );
}
