/**
 * A page's hold on the worker: one port, opened anew when the worker dies, with the page's first commands said again
 * each time. A command is never repeated by itself: nothing is sent twice without a click.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { viewOfCode } from '../../lib/ask/index.ts';
import {
  connectWorker,
  PORT_NAME,
  type ToWorker,
  type WorkerLink,
} from '../../lib/messages/index.ts';
import { connectToWorker } from '../../lib/platform/index.ts';
import { applyToPage, EMPTY_VIEW, type PageView } from './page-view.ts';

const AGAIN_AFTER_MS = 300;
/** A worker that dies this often in a row will not come back by being called. */
const MAX_LOSSES = 5;

export interface Worker {
  view: PageView;
  send: (command: ToWorker) => void;
}

export function useWorker(first: readonly ToWorker[]): Worker {
  const [view, setView] = useState(EMPTY_VIEW);
  const link = useRef<WorkerLink | null>(null);
  useEffect(() => keepConnected(link, first, setView), []);
  const send = useMemo(
    () => (command: ToWorker) => {
      setView((old) => ({
        ...old,
        problem: null,
        proof: command.type === 'proofs/open' ? null : old.proof,
      }));
      link.current?.send(command);
    },
    [],
  );
  return { view, send };
}

function keepConnected(
  link: { current: WorkerLink | null },
  first: readonly ToWorker[],
  setView: (change: (old: PageView) => PageView) => void,
): () => void {
  let losses = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const connect = () => {
    link.current = connectWorker(connectToWorker(PORT_NAME), {
      onMessage: (message) => {
        losses = 0;
        setView((old) => applyToPage(old, message));
      },
      onLost: () => {
        losses += 1;
        if (losses < MAX_LOSSES) timer = setTimeout(connect, AGAIN_AFTER_MS);
        else setView((old) => ({ ...old, problem: viewOfCode('worker-lost') }));
      },
    });
    first.forEach((command) => link.current?.send(command));
  };
  connect();
  return () => {
    clearTimeout(timer);
    link.current?.close();
  };
}
