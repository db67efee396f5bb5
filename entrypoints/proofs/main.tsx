/** The proofs page: everything that is kept, to look at, check again, forget. */
import { useMemo } from 'preact/hooks';
import { ProofsPage } from '../../components/proof/ProofsPage.tsx';
import '../../components/settings/settings.css';
import { callbacksTo } from '../page/callbacks.ts';
import { mount } from '../page/mount.tsx';
import { useWorker } from '../page/use-worker.ts';

function Proofs() {
  const { view, send } = useWorker([{ type: 'app/open' }]);
  const on = useMemo(() => callbacksTo(send), [send]);
  return (
    <ProofsPage
      page={view.proofs}
      proof={view.proof}
      changes={view.changes}
      problem={view.problem}
      isDevelopment={(view.state?.settings.developmentRoots.length ?? 0) > 0}
      on={on}
    />
  );
}

mount(<Proofs />);
