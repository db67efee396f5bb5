/**
 * A page's hold on the worker: one port, opened anew when the worker dies, with the page's first commands said again
 * each time. A command is never repeated by itself: nothing is sent twice without a click.
 */
import { useEffect, useState } from 'preact/hooks';
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
  const [line] = useState(() => new Line(first, setView));
  useEffect(() => {
    line.connect();
    return () => line.close();
  }, [line]);
  return { view, send: line.send };
}

type ChangeView = (change: (old: PageView) => PageView) => void;

class Line {
  #link: WorkerLink | null = null;
  /** Commands given while there is no worker: said once, as soon as there is one. */
  #waiting: ToWorker[] = [];
  #losses = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #first: readonly ToWorker[];
  readonly #changeView: ChangeView;

  constructor(first: readonly ToWorker[], changeView: ChangeView) {
    this.#first = first;
    this.#changeView = changeView;
  }

  readonly send = (command: ToWorker): void => {
    const isOpening = command.type === 'proofs/open';
    this.#changeView((old) => ({ ...old, problem: null, proof: isOpening ? null : old.proof }));
    if (this.#link) this.#link.send(command);
    else this.#waiting.push(command);
  };

  connect(): void {
    const link = connectWorker(connectToWorker(PORT_NAME), {
      onMessage: (message) => {
        this.#losses = 0;
        this.#changeView((old) => applyToPage(old, message));
      },
      onLost: () => this.#lose(),
    });
    this.#link = link;
    for (const command of [...this.#first, ...this.#waiting.splice(0)]) link.send(command);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#link?.close();
  }

  #lose(): void {
    this.#link = null;
    this.#losses += 1;
    if (this.#losses < MAX_LOSSES) {
      this.#timer = setTimeout(() => this.connect(), AGAIN_AFTER_MS);
      return;
    }
    this.#changeView((old) => ({ ...old, problem: viewOfCode('worker-lost') }));
  }
}
