/**
 * Stands before each page's screen: nothing is drawn while Sotto is locked but the way in. A page that becomes locked
 * begins anew, so that nothing that it had opened stays in its memory.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useLate } from '../../components/answer/use-late.ts';
import type { PageView } from './page-view.ts';
import type { PageCommand } from './use-worker.ts';

/** Somebody who reads and scrolls says nothing to the worker: it is told at most so often. */
const PRESENT_EVERY_MS = 20_000;

interface LockGateProps {
  view: PageView;
  send: (command: PageCommand) => void;
  /** This page is changing the key itself. */
  isChanging?: boolean;
  children: ComponentChildren;
}

export function LockGate({ view, send, isChanging = false, children }: LockGateProps) {
  const isLocked = view.state?.isLocked;
  const wasOpen = useRef(false);
  useEffect(() => {
    if (isChanging || view.state === null) return;
    if (isLocked === true && wasOpen.current) location.reload();
    wasOpen.current = isLocked !== true;
  }, [isLocked, isChanging, view.state === null]);
  usePresence(isLocked === false, send);
  return isLocked === true && !isChanging ? <Locked send={send} /> : <>{children}</>;
}

function Locked({ send }: Pick<LockGateProps, 'send'>) {
  const late = useLate(() => import('./lock-way-in.tsx'));
  return late ? <late.LockWayIn send={send} /> : null;
}

function usePresence(isWatching: boolean, send: LockGateProps['send']): void {
  useEffect(() => {
    if (!isWatching) return undefined;
    let saidMs = Date.now();
    const say = (): void => {
      if (Date.now() - saidMs < PRESENT_EVERY_MS) return;
      saidMs = Date.now();
      send({ type: 'lock/active' });
    };
    const events = ['keydown', 'pointermove', 'pointerdown', 'wheel'] as const;
    for (const name of events) addEventListener(name, say, { passive: true });
    return () => {
      for (const name of events) removeEventListener(name, say);
    };
  }, [isWatching]);
}
