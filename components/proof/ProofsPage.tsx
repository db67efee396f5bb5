/** The proofs page: the list and the open proof side by side. */
import { useState } from 'preact/hooks';
import type { ErrorView, ProofDetail } from '../../lib/ask/index.ts';
import type { ProofCallbacks } from '../callbacks.ts';
import { ErrorNotice } from '../ui/ErrorNotice.tsx';
import { Mark } from '../ui/Mark.tsx';
import { useStrings } from '../ui/strings.ts';
import { DevelopmentBanner } from './DevelopmentBanner.tsx';
import type { ProofPage } from './ProofList.tsx';
import { ProofsScreen } from './ProofsScreen.tsx';

export interface ProofsPageProps {
  page: ProofPage | null;
  proof: ProofDetail | null;
  problem: ErrorView | null;
  /** True while a development root is trusted now; an open proof says it for itself. */
  isDevelopment: boolean;
  changes?: number;
  on: ProofCallbacks;
}

export function ProofsPage(props: ProofsPageProps) {
  const { page, proof, problem, isDevelopment, on } = props;
  const { t } = useStrings();
  const [isOpen, setIsOpen] = useState(proof !== null);
  const isOpenDevelopment = isOpen && (proof?.isDevelopmentRoot ?? false);
  return (
    <main class="page proofs-page" data-testid="proofs">
      <header class="page-header">
        <Mark size={24} />
        <h1>{t('proofs')}</h1>
      </header>
      {(isDevelopment || isOpenDevelopment) && <DevelopmentBanner />}
      {problem && <ErrorNotice error={problem} />}
      <div class="proofs-columns">
        <ProofsScreen
          page={page}
          proof={isOpen ? proof : null}
          isListShown
          changes={props.changes ?? 0}
          on={on}
          onOpened={() => setIsOpen(true)}
          onClosed={() => setIsOpen(false)}
        />
        {!(isOpen && proof) && <p class="empty">{t('proofs_choose')}</p>}
      </div>
    </main>
  );
}
