/** The proofs page: everything that is kept, to look at, check again, hand over, forget. */
import { useMemo } from 'preact/hooks';
import type { ProofCallbacks } from '../../components/callbacks.ts';
import { ProofsPage } from '../../components/proof/ProofsPage.tsx';
import '../../components/settings/settings.css';
import '../../components/proof/library.css';
import { openTab } from '../../lib/platform/index.ts';
import { callbacksTo } from '../page/callbacks.ts';
import { LockGate } from '../page/lock-gate.tsx';
import { mount } from '../page/mount.tsx';
import { useWorker } from '../page/use-worker.ts';
import { useAlarms } from './use-alarms.ts';
import { useLibrary } from './use-library.ts';

function Proofs() {
  const worker = useWorker([{ type: 'app/open' }]);
  const { view, send } = worker;
  const on = useMemo(() => inTab(callbacksTo(send)), [send]);
  const library = useLibrary(worker);
  const alarms = useAlarms(worker);
  return (
    <LockGate view={view} send={send}>
      <ProofsPage
        page={view.proofs}
        proof={view.proof}
        changes={view.changes + library.imports}
        proofChanges={view.proofChanges + library.imports}
        problem={view.problem ?? library.problem}
        isDevelopment={(view.state?.settings.developmentRoots.length ?? 0) > 0}
        forgotten={view.forgotten}
        library={library}
        alarms={alarms}
        on={on}
      />
    </LockGate>
  );
}

/** A conversation goes on in the app: here there is only what is kept of it. */
function inTab<On extends ProofCallbacks>(on: On): On {
  return {
    ...on,
    goOn: (id) => {
      on.goOn(id);
      void openTab();
    },
  };
}

mount(<Proofs />);
