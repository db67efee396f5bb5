/** The app in one of its homes: the same view of the worker's state in each. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { AskApp } from '../../components/AskApp.tsx';
import '../../components/home/home.css';
import { loadLateScreens } from '../../components/late-screens.ts';
import { WalletContext } from '../../components/ui/wallet.ts';
import type { Home } from '../../lib/settings/index.ts';
import { callbacksTo } from './callbacks.ts';
import { doorOf } from './door.ts';
import { LockGate } from './lock-gate.tsx';
import { mount } from './mount.tsx';
import { useWallet } from './use-wallet.ts';
import { useWorker } from './use-worker.ts';

/** Within it a worker that is awake has answered. */
const SOON_MS = 100;

interface AppProps {
  home: Home;
  /** The window that a side panel stands in. */
  windowId?: number | undefined;
}

function App({ home, windowId }: AppProps) {
  const { view, send } = useWorker([
    { type: 'app/open', ...(windowId === undefined ? {} : { windowId }) },
  ]);
  const on = useMemo(() => callbacksTo(send), [send]);
  const door = useMemo(() => doorOf(home), [home]);
  useLateScreens(view.state !== null);
  const { wallet } = useWallet(view.state?.enclave, view.state, () => undefined);
  const isSoon = useSoon();
  // An awake worker answers within a frame or two: drawing that it is waited for would only put its answer off.
  if (view.state === null && view.problem === null && isSoon) return null;
  return (
    <LockGate view={view} send={send}>
      <WalletContext.Provider value={wallet}>
        <AskApp
          state={view.state}
          problem={view.problem}
          proofs={view.proofs}
          proof={view.proof}
          changes={view.changes}
          proofChanges={view.proofChanges}
          on={on}
          door={door}
        />
      </WalletContext.Provider>
    </LockGate>
  );
}

/** True for the first moment of the page. */
function useSoon(): boolean {
  const [isSoon, setSoon] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setSoon(false), SOON_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSoon;
}

/** While the first view is read, not while it is waited for. */
function useLateScreens(isFirstShown: boolean): void {
  useEffect(() => {
    // What cannot be loaded now is tried again when it is shown, and says so then.
    if (isFirstShown) requestIdleCallback(() => void loadLateScreens().catch(() => undefined));
  }, [isFirstShown]);
}

export function mountApp(home: Home, windowId?: number): void {
  mount(<App home={home} windowId={windowId} />);
}
