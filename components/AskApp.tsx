/**
 * The whole app as each of its homes shows it: ask, answer, enclave, proofs. It is a view of the worker's state; what it
 * keeps itself is only which of these views is open.
 */
import { useState } from 'preact/hooks';
import type { ErrorView, ProofDetail } from '../lib/ask/index.ts';
import type { AppState } from '../lib/messages/index.ts';
import { AskHeader } from './AskHeader.tsx';
import { AskScreen } from './AskScreen.tsx';
import type { AskCallbacks, ProofCallbacks } from './callbacks.ts';
import type { HomeDoor } from './home/door.ts';
import { OfflineNotice } from './home/OfflineNotice.tsx';
import { EnclaveScreen, ProofsScreen } from './late-screens.ts';
import { AlarmNotice } from './proof/AlarmNotice.tsx';
import { DevelopmentBanner } from './proof/DevelopmentBanner.tsx';
import type { ProofPage } from './proof/ProofList.tsx';
import { ErrorNotice } from './ui/ErrorNotice.tsx';
import { LongWait } from './ui/LongWait.tsx';
import { useStrings } from './ui/strings.ts';

export interface AskAppProps {
  /** The worker's last snapshot; null until the first one. */
  state: AppState | null;
  /** Something that went wrong outside of any ask. */
  problem: ErrorView | null;
  proofs: ProofPage | null;
  proof: ProofDetail | null;
  /** Goes up whenever the store has changed by itself. */
  changes?: number;
  /** The same of the open proof. */
  proofChanges?: number;
  on: AskCallbacks & ProofCallbacks;
  /** Where it is shown, and the ways to its other homes; absent where there are none. */
  door?: HomeDoor | undefined;
  /** Which view to begin with. */
  firstView?: View;
}

export type View = 'ask' | 'enclave' | 'proofs' | 'proof';

const TITLES = { ask: undefined, enclave: 'enclave', proofs: 'proofs', proof: 'proof' } as const;

export function AskApp(props: AskAppProps) {
  const { t } = useStrings();
  const { state, problem, on } = props;
  const [view, setView] = useState<View>(props.firstView ?? 'ask');
  const titleKey = TITLES[view];
  const back = () => setView(view === 'proof' ? 'proofs' : 'ask');
  const goBackOnEscape = (event: KeyboardEvent) => {
    // In a popup Escape closes everything; behind the first view it goes back first.
    if (event.key !== 'Escape' || view === 'ask' || event.defaultPrevented) return;
    event.preventDefault();
    back();
  };
  return (
    <main
      class="app"
      data-testid="app"
      data-home={props.door?.home ?? 'popup'}
      data-phase={state?.ask?.phase ?? 'idle'}
      data-enclave={state?.enclave.phase}
      onKeyDown={goBackOnEscape}
    >
      <AskHeader
        enclave={state?.enclave}
        title={titleKey && t(titleKey)}
        isEnclaveOpen={view === 'enclave'}
        onBack={back}
        onEnclave={() => setView(view === 'enclave' ? 'ask' : 'enclave')}
        onProofs={() => setView('proofs')}
        onSettings={on.openSettings}
        door={props.door}
      />
      {state?.alarms && (
        <AlarmNotice alarms={state.alarms} onSeen={on.seeAlarms} onShow={on.openProofsPage} />
      )}
      {isDevelopment(props, view) && <DevelopmentBanner />}
      <OfflineNotice onBack={on.recheckEnclave} />
      {problem && <ErrorNotice error={problem} onOpenSettings={on.openSettings} />}
      <CurrentView {...props} view={view} onView={setView} />
    </main>
  );
}

/** True when anything on the screen rests, or could rest, on a root without hardware behind it. */
function isDevelopment({ state, proof }: AskAppProps, view: View): boolean {
  if (view === 'proof' && proof?.isDevelopmentRoot) return true;
  if (!state) return false;
  return state.enclave.isDevelopmentRoot === true || state.settings.developmentRoots.length > 0;
}

function CurrentView(props: AskAppProps & { view: View; onView: (view: View) => void }) {
  const { t } = useStrings();
  const { state, on, view } = props;
  const goOn = (id: string) => {
    on.goOn(id);
    props.onView('ask');
  };
  if (!state)
    return (
      <p class="app-wait">
        {!props.problem && (
          <LongWait words={t('app_waking')} more={t('wait_worker')} wayOut="reload" />
        )}
      </p>
    );
  switch (view) {
    case 'ask':
      return <AskScreen state={state} on={on} onEnclave={() => props.onView('enclave')} />;
    case 'enclave':
      return <EnclaveScreen enclave={state.enclave} on={on} />;
    case 'proofs':
    case 'proof':
      return (
        <ProofsScreen
          page={props.proofs}
          proof={view === 'proof' ? props.proof : null}
          isListShown={view === 'proofs'}
          changes={props.changes ?? 0}
          proofChanges={props.proofChanges ?? 0}
          on={{ ...on, goOn }}
          onOpened={() => props.onView('proof')}
          onClosed={() => props.onView('proofs')}
          onOpenPage={on.openProofsPage}
        />
      );
  }
}
