/**
 * The settings page's hand on the passphrase. While the key changes the worker is held locked, so that nobody writes
 * under the key of before.
 */
import { useEffect, useState } from 'preact/hooks';
import type { AtRestFormProps } from '../../components/settings/AtRestForm.tsx';
import { errorViewOf, type ErrorView } from '../../lib/ask/index.ts';
import type { Passphrase, Progress } from '../../lib/proofs/lock/index.ts';
import type { Worker } from '../page/use-worker.ts';

/** New locks come after a quarter of an hour without the person, until they choose otherwise. */
const FIRST_IDLE_MINUTES = 15;
/** A worker that has not opened again by then has died locked. */
const OPEN_AFTER_MS = 10_000;

export interface AtRest {
  readonly form: AtRestFormProps;
  /** The page itself must not begin anew while it holds the lock. */
  readonly isChanging: boolean;
}

type Change = (passphrase: Passphrase, tell: Progress) => Promise<void>;

export function useAtRest({ view, send }: Worker): AtRest {
  const [change, setChange] = useState<{ act: Change }>();
  const [doing, setDoing] = useState<AtRestFormProps['doing']>(null);
  const [problem, setProblem] = useState<ErrorView>();
  const isLocked = view.state?.isLocked;
  const isAsking = view.state?.asks.some(({ phase }) => RUNNING.includes(phase)) ?? true;
  const lock = useLock(change === undefined, isLocked);
  const setOver = useOpened(isLocked, () => {
    setDoing(null);
    setChange(undefined);
  });
  const begin = (act: Change): void => {
    setProblem(undefined);
    setDoing({ done: 0, of: 0 });
    setChange({ act });
    send({ type: 'lock/now', isHeld: true });
  };
  useEffect(() => {
    // The worker has let go of the key.
    if (change === undefined || isLocked !== true) return;
    withPassphrase((one) => change.act(one, (done, of) => setDoing({ done, of })))
      .catch((thrown: unknown) => setProblem(errorViewOf(thrown)))
      .finally(() => {
        send({ type: 'lock/changed' });
        setOver();
      });
  }, [change, isLocked]);
  return {
    isChanging: change !== undefined,
    form: {
      ...{ lock, doing, problem, isAsking },
      onSet: (words) => begin((one, tell) => one.set(words, FIRST_IDLE_MINUTES, tell)),
      onChange: (before, after) => begin((one) => one.change(before, after)),
      onRemove: (words) => begin((one) => one.remove(words)),
      onIdle: (minutes) => begin((one) => one.setIdleMinutes(minutes)),
      onLock: () => send({ type: 'lock/now' }),
      onWipe: () => send({ type: 'lock/wipe' }),
    },
  };
}

/** The lock as it is while nobody changes it. */
function useLock(isAtRest: boolean, isLocked: boolean | undefined): AtRestFormProps['lock'] {
  const [lock, setLock] = useState<AtRestFormProps['lock']>(undefined);
  useEffect(() => {
    if (isAtRest) void withPassphrase((one) => one.lock()).then(setLock, () => undefined);
  }, [isAtRest, isLocked]);
  return lock;
}

/**
 * Once the returned function was called, ends as soon as the worker is open again: until then this page is not one that
 * became locked, and must not begin anew.
 */
function useOpened(isLocked: boolean | undefined, end: () => void): () => void {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (!isOver) return undefined;
    const act = (): void => {
      setOver(false);
      end();
    };
    const timer = setTimeout(act, isLocked === true ? OPEN_AFTER_MS : 0);
    return () => clearTimeout(timer);
  }, [isOver, isLocked]);
  return () => setOver(true);
}

const RUNNING: readonly string[] = ['verifying', 'sealing', 'waiting', 'streaming'];

async function withPassphrase<T>(act: (passphrase: Passphrase) => Promise<T>): Promise<T> {
  const { openPassphrase } = await import('../page/lock-door.ts');
  const passphrase = openPassphrase();
  try {
    return await act(passphrase);
  } finally {
    await passphrase.close();
  }
}
