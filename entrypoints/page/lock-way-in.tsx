/** The lock's screen with its hands: tries the passphrase here, tells the worker when the key is there. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { LockScreen } from '../../components/lock/LockScreen.tsx';
import '../../components/lock/lock.css';
import { errorViewOf, type ErrorView } from '../../lib/ask/index.ts';
import { openPassphrase } from './lock-door.ts';
import type { PageCommand } from './use-worker.ts';

export function LockWayIn({ send }: { send: (command: PageCommand) => void }) {
  const passphrase = useMemo(openPassphrase, []);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<ErrorView>();
  const [waitMs, setWaitMs] = useState(0);
  const look = (): void => void passphrase.waitMs().then(setWaitMs, () => undefined);
  useEffect(look, [isBusy]);
  useEffect(() => {
    if (waitMs === 0) return undefined;
    const timer = setTimeout(look, Math.min(waitMs, 1000));
    return () => clearTimeout(timer);
  }, [waitMs]);
  const unlock = async (words: string): Promise<void> => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await passphrase.unlock(words);
      send({ type: 'lock/changed' });
    } catch (thrown) {
      setProblem(errorViewOf(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <LockScreen
      isBusy={isBusy}
      problem={problem}
      waitMs={waitMs}
      onUnlock={(words) => void unlock(words)}
      onWipe={() => send({ type: 'lock/wipe' })}
    />
  );
}
