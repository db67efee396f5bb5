/** The proofs page: the list and the open proof side by side. */
import { useEffect, useState } from 'preact/hooks';
import type { ErrorView, ProofDetail } from '../../lib/ask/index.ts';
import type { ListFilter } from '../../lib/proofs/index.ts';
import type { ProofCallbacks } from '../callbacks.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';
import { AlarmPanel, type AlarmPanelProps } from './AlarmPanel.tsx';
import { DevelopmentBanner } from './DevelopmentBanner.tsx';
import type { ProofPage } from './ProofList.tsx';
import { ProofFilters } from './ProofFilters.tsx';
import { ProofLibrary, type ProofLibraryProps } from './ProofLibrary.tsx';
import { ProofsScreen, type ManyCallbacks } from './ProofsScreen.tsx';
import { useSelection } from './use-selection.ts';

export interface ProofsPageProps {
  page: ProofPage | null;
  proof: ProofDetail | null;
  problem: ErrorView | null;
  /** True while a development root is trusted now; an open proof says it for itself. */
  isDevelopment: boolean;
  changes?: number;
  proofChanges?: number;
  /** Everything that was forgotten since the page began: it is ticked no more. */
  forgotten?: readonly string[];
  /** What can be done beyond looking. */
  library?: Omit<ProofLibraryProps, 'openId'>;
  alarms?: Pick<AlarmPanelProps, 'alarms' | 'onExport'>;
  on: ProofCallbacks;
}

const NONE: readonly never[] = [];

export function ProofsPage(props: ProofsPageProps) {
  const { page, proof, problem, isDevelopment, on, library, alarms } = props;
  const { t } = useStrings();
  const [filter, setFilter] = useState<ListFilter>({});
  const many = useMany(props);
  const [isOpen, setIsOpen] = useState(proof !== null);
  const open = (id: string) => {
    on.openProof(id);
    setIsOpen(true);
  };
  // A list that was narrowed down to nothing is not empty.
  const isEmpty = page?.total === 0 && page.search === '' && Object.keys(filter).length === 0;
  const isOpenDevelopment = isOpen && (proof?.isDevelopmentRoot ?? false);
  return (
    <main class="page proofs-page" data-testid="proofs">
      <Heading />
      {(isDevelopment || isOpenDevelopment) && <DevelopmentBanner />}
      {problem && <ErrorNotice error={problem} />}
      {alarms && <AlarmPanel {...alarms} onSeen={on.seeAlarms} onOpenProof={open} />}
      {library && <ProofLibrary {...library} openId={isOpen ? proof?.id : undefined} />}
      {library && !isEmpty && (
        <ProofFilters overview={library.overview} filter={filter} onChange={setFilter} />
      )}
      <div class="proofs-columns">
        <ProofsScreen
          page={page}
          proof={isOpen ? proof : null}
          isListShown
          changes={props.changes ?? 0}
          proofChanges={props.proofChanges ?? 0}
          filter={Object.keys(filter).length === 0 ? undefined : filter}
          many={many}
          on={on}
          onOpened={() => setIsOpen(true)}
          onClosed={() => setIsOpen(false)}
        />
        {!(isOpen && proof) && !isEmpty && <p class="empty">{t('proofs_choose')}</p>}
      </div>
    </main>
  );
}

function Heading() {
  const { t } = useStrings();
  return (
    <header class="page-header">
      <Mark size={24} />
      <h1>{t('proofs')}</h1>
    </header>
  );
}

/** What is ticked; "all" comes back from the store, which alone knows everything that the filter shows. */
function useMany({ page, library, forgotten = NONE }: ProofsPageProps): ManyCallbacks | undefined {
  const selection = useSelection(
    (page?.items ?? []).map(({ id }) => id),
    forgotten,
  );
  const allIds = library?.allIds ?? null;
  useEffect(() => {
    if (allIds) selection.replace(allIds);
  }, [allIds]);
  if (!library) return undefined;
  return {
    selection,
    onSelectAll: library.on.selectAll,
    onExport: (withPlaintext) => library.on.exportProofs([...selection.ids], withPlaintext),
    onForget: () => {
      library.on.forgetProofs([...selection.ids]);
      selection.clear();
    },
  };
}
