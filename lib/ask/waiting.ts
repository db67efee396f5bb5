/**
 * The queue at rest: what the person has sent and what has not left yet, sealed like the draft, so that the browser's
 * exit takes no question away. It comes back as a question that waits for the person's word, whatever it waited for
 * before. Must never hold an ask that may have left: it is taken out before that, and the leaving waits for it.
 */
import { askShape } from '../messages/index.ts';
import { list } from '../shape/index.ts';
import { isQueued } from './ask-view.ts';
import type { Held } from './asks.ts';
import { withoutTab } from './draft.ts';
import type { Edges } from './edges.ts';
import { InOrder } from './in-order.ts';
import type { AskView } from './view.ts';

const MAX_WAITING = 100;
const waitingShape = list(askShape, MAX_WAITING);

export class WaitingStore {
  readonly #edges: Pick<Edges, 'proofs'>;
  #kept = new Map<string, AskView>();
  readonly #writing = new InOrder();

  constructor(edges: Pick<Edges, 'proofs'>) {
    this.#edges = edges;
  }

  /** What the last session of the browser left. */
  async load(): Promise<AskView[]> {
    try {
      const stored = await this.#edges.proofs.waiting();
      const views = stored === undefined ? [] : waitingShape(stored);
      this.#kept = new Map(views.map((view) => [view.id, view]));
      return views.filter(isQueued).map(comeBack);
    } catch {
      // No store at rest here, or nothing in it that can be read.
      return [];
    }
  }

  /** Keeps what waits now; what had waited and is about to be sent stays until it leaves. */
  keep(held: readonly Held[]): void {
    const waiting = held.filter(
      ({ view, mayKeep }) =>
        mayKeep && (isQueued(view) || (view.phase === 'verifying' && this.#kept.has(view.id))),
    );
    const ids = waiting.map(({ view }) => view.id);
    if (ids.join() === [...this.#kept.keys()].join()) return;
    this.#kept = new Map(waiting.map(({ view }) => [view.id, this.#kept.get(view.id) ?? view]));
    // Where it cannot be written, the copy in memory serves until the browser exits.
    this.#write().catch(() => undefined);
  }

  /** Resolves once nothing at rest says that this one has not left. */
  async leaves(id: string): Promise<void> {
    if (this.#kept.delete(id)) await this.#write();
    else await this.#writing.idle();
  }

  /** One after another, each with what there is by then. */
  #write(): Promise<void> {
    return this.#writing.do(() => {
      const views = [...this.#kept.values()].slice(-MAX_WAITING);
      return this.#edges.proofs.keepWaiting(views.length === 0 ? undefined : views);
    });
  }
}

/** Nobody has said since that it may still leave. */
function comeBack(view: AskView): AskView {
  return { ...view, draft: withoutTab(view.draft), wait: 'person' };
}
