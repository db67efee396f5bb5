/**
 * A page's hold on the worker: one port, opened anew when the worker dies, with the page's first commands said again
 * each time. A command is never repeated by itself: nothing is sent twice without a click. What only looks at kept
 * proofs is answered in the page.
 */
import { useEffect, useState } from 'preact/hooks';
import { errorViewOf, viewOfCode } from '../../lib/ask/index.ts';
import {
  connectWorker,
  PORT_NAME,
  type FromWorker,
  type LockCommand,
  type ToWorker,
  type WorkerLink,
} from '../../lib/messages/index.ts';
import { connectToWorker } from '../../lib/platform/index.ts';
import { isReviewCommand, type ReviewAnswer, type ReviewCommand } from '../../lib/review/index.ts';
import { applyToPage, EMPTY_VIEW, type PageView } from './page-view.ts';
import { applyAppearance } from './appearance.ts';
import { lookAtKept } from './look-at-kept.ts';

const AGAIN_AFTER_MS = 300;
/** A worker that dies this often in a row will not come back by being called. */
const MAX_LOSSES = 5;

export type PageCommand = ToWorker | LockCommand | ReviewCommand;

export interface Worker {
  view: PageView;
  send: (command: PageCommand) => void;
}

export function useWorker(first: readonly ToWorker[]): Worker {
  const [view, setView] = useState(EMPTY_VIEW);
  const [line] = useState(() => {
    const begun = new Line(first, setView);
    // At once and not in an effect: the worker answers while the first frame is drawn.
    begun.connect();
    return begun;
  });
  useEffect(() => {
    const tell = (): void => line.tellSeen();
    document.addEventListener('visibilitychange', tell);
    return () => {
      document.removeEventListener('visibilitychange', tell);
      line.close();
    };
  }, [line]);
  const appearance = view.state?.settings.appearance;
  useEffect(() => {
    if (appearance) applyAppearance(appearance);
  }, [appearance?.theme, appearance?.textSize]);
  return { view, send: line.send };
}

/** What a command makes anew is not shown from before. */
function emptiedBy({ type }: PageCommand): Partial<PageView> {
  if (type === 'proofs/open') return { proof: null };
  return type === 'proofs/export' ? { exported: [], exportEnd: null } : {};
}

type Forgotten = Extract<FromWorker, { type: 'proofs/forgotten' }>;
type ChangeView = (change: (old: PageView) => PageView) => void;

class Line {
  #link: WorkerLink | null = null;
  /** Commands given while there is no worker: said once, as soon as there is one. */
  #waiting: (ToWorker | LockCommand)[] = [];
  #losses = 0;
  /** The looks under way, each with what has been forgotten since it began. */
  readonly #looks = new Set<Forgotten[]>();
  readonly #turns = new Map<ReviewCommand['type'], number>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #first: readonly ToWorker[];
  readonly #changeView: ChangeView;

  constructor(first: readonly ToWorker[], changeView: ChangeView) {
    this.#first = first;
    this.#changeView = changeView;
  }

  readonly send = (command: PageCommand): void => {
    const emptied = emptiedBy(command);
    const isEmptying = Object.keys(emptied).length > 0;
    // A letter that is typed draws nothing anew that stays as it is.
    this.#changeView((old) =>
      old.problem === null && !isEmptying ? old : { ...old, problem: null, ...emptied },
    );
    if (isReviewCommand(command)) void this.#look(command);
    else if (this.#link) this.#link.send(command);
    else {
      this.#waiting.push(command);
      // No other call is under way: this one, or the same word again.
      if (this.#losses >= MAX_LOSSES) this.connect();
    }
  };

  connect(): void {
    const link = connectWorker(connectToWorker(PORT_NAME), {
      onMessage: (message) => {
        this.#losses = 0;
        if (message.type === 'home/close') return window.close();
        if (message.type === 'proofs/forgotten') {
          for (const forgotten of this.#looks) forgotten.push(message);
        }
        this.#changeView((old) => applyToPage(old, message));
      },
      onLost: () => this.#lose(),
    });
    this.#link = link;
    if (document.hidden) this.tellSeen();
    for (const command of [...this.#first, ...this.#waiting.splice(0)]) link.send(command);
  }

  /** Not kept for later: a new worker is told anew. */
  tellSeen(): void {
    this.#link?.send({ type: 'page/seen', isSeen: !document.hidden });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#link?.close();
  }

  /** Only the newest list and the newest proof are shown, in whatever order they were read. */
  async #look(command: ReviewCommand): Promise<void> {
    // One proof is open: to open another and to check it again take the same turns.
    const kind = command.type === 'proofs/recheck' ? 'proofs/open' : command.type;
    const turn = (this.#turns.get(kind) ?? 0) + 1;
    this.#turns.set(kind, turn);
    const isCurrent = (): boolean => this.#turns.get(kind) === turn;
    const forgotten: Forgotten[] = [];
    this.#looks.add(forgotten);
    try {
      await lookAtKept(command, (answer: ReviewAnswer) => {
        // What was forgotten while it was being read is not shown either.
        const all = [answer, ...forgotten];
        if (isCurrent()) this.#changeView((old) => all.reduce(applyToPage, old));
      });
    } catch (thrown) {
      if (isCurrent()) this.#changeView((old) => ({ ...old, problem: errorViewOf(thrown) }));
    } finally {
      this.#looks.delete(forgotten);
    }
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
