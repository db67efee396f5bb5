/** The popup: the whole app. */
import { useMemo } from 'preact/hooks';
import { AskApp } from '../../components/AskApp.tsx';
import { WalletContext } from '../../components/ui/wallet.ts';
import { callbacksTo } from '../page/callbacks.ts';
import { mount } from '../page/mount.tsx';
import { useWallet } from '../page/use-wallet.ts';
import { useWorker } from '../page/use-worker.ts';

function Popup() {
  const { view, send } = useWorker([{ type: 'app/open' }]);
  const on = useMemo(() => callbacksTo(send), [send]);
  const { wallet } = useWallet(view.state?.enclave, view.state, () => undefined);
  return (
    <WalletContext.Provider value={wallet}>
      <AskApp
        state={view.state}
        problem={view.problem}
        proofs={view.proofs}
        proof={view.proof}
        changes={view.changes}
        on={on}
      />
    </WalletContext.Provider>
  );
}

mount(<Popup />);
