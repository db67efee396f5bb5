/**
 * Follow-ups that are being written, one under each ask: kept like the draft, so that a closed popup, a dead worker or the
 * browser's exit takes no words away. Must never be sent by itself, nor bring a quote of its own, nor be at rest where
 * its conversation is not.
 */
import { draftShape, idShape, type EditableFollow } from '../messages/index.ts';
import { flag, list, record, type Parser } from '../shape/index.ts';
import { questionOf } from '../prompts/index.ts';
import type { LeavesView } from '../networks/index.ts';
import type { Settings } from '../settings/index.ts';
import { hasEnded } from './ask-view.ts';
import type { Asks, Held } from './asks.ts';
import { EMPTY_DRAFT } from './draft.ts';
import type { Edges } from './edges.ts';
import type { EnclaveDesk } from './enclave.ts';
import { describeFitting } from './fit.ts';
import { InOrder } from './in-order.ts';
import { isPending } from './asked.ts';
import { modelChoice } from './model-choice.ts';
import { earlierOf, turnOf } from './thread.ts';
import type { AskView, Draft, FollowView } from './view.ts';

const FOLLOWS_KEY = 'follows';
/** Of the asks last written under. */
const MAX_FOLLOWS = 20;

interface Follow {
  readonly after: string;
  readonly draft: Draft;
  /** Its conversation is kept. */
  readonly mayKeep: boolean;
}

const followsShape: Parser<readonly Follow[]> = list(
  record({ after: idShape, draft: draftShape, mayKeep: flag }),
  MAX_FOLLOWS,
);

export class FollowDesk {
  readonly #edges: Edges;
  /** The one written under most recently is the last. */
  readonly #follows = new Map<string, Follow>();
  readonly #writing = new InOrder();

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  /** Resolves with the asks under which something is written. */
  async load(): Promise<string[]> {
    const { sessionStore, proofs } = this.#edges;
    try {
      const stored = (await sessionStore.get(FOLLOWS_KEY)) ?? (await proofs.follows());
      const follows = stored === undefined ? [] : followsShape(stored);
      for (const follow of follows) this.#follows.set(follow.after, follow);
    } catch {
      await sessionStore.remove(FOLLOWS_KEY);
    }
    return this.#written().map(({ after }) => after);
  }

  draftOf(view: AskView): Draft {
    return this.#follows.get(view.id)?.draft ?? emptyFollow(view);
  }

  async change({ view, mayKeep }: Held, change: Partial<EditableFollow>): Promise<void> {
    const { id: after } = view;
    const draft = { ...this.draftOf(view), ...change };
    this.#follows.delete(after);
    this.#follows.set(after, { after, draft, mayKeep });
    await this.#save();
  }

  /** It was sent, or its ask was put away. */
  async clear(...ids: readonly string[]): Promise<void> {
    const gone = ids.filter((id) => this.#follows.delete(id));
    if (gone.length > 0) await this.#save();
  }

  /** What is written under this ask, and what its Send would seal. */
  view(view: AskView, asks: Asks, settings: Settings, enclave: EnclaveDesk): FollowView {
    const draft = this.draftOf(view);
    const model = modelChoice(draft, settings, enclave.view)?.id ?? '';
    const earlier = [...earlierOf(view, asks.view), view].map(turnOf);
    const nothing = { after: view.id, draft, leaves: null, cut: 0 };
    const isReady = hasEnded(view) && view.answerText !== '' && questionOf(draft) !== '';
    if (!isReady || isPending(draft, settings)) return nothing;
    const describe = (asked: Parameters<EnclaveDesk['describe']>[0]): LeavesView =>
      enclave.describe(asked, settings);
    const question = { draft, settings, model, earlier };
    return { ...nothing, ...describeFitting(question, enclave.view, describe) };
  }

  /** What would be missed at the browser's exit. */
  #written(): Follow[] {
    const follows = [...this.#follows.values()].slice(-MAX_FOLLOWS);
    return follows.filter(({ draft, mayKeep }) => mayKeep && draft.question !== '');
  }

  async #save(): Promise<void> {
    const { sessionStore, proofs } = this.#edges;
    await sessionStore.set(FOLLOWS_KEY, [...this.#follows.values()].slice(-MAX_FOLLOWS));
    // One after another, each with what there is by then: what was sent does not come back from an older write.
    const writing = this.#writing.do(() => {
      const written = this.#written();
      return proofs.keepFollows(written.length === 0 ? undefined : written);
    });
    // No store at rest here: the copy in memory serves until the browser exits.
    await writing.catch(() => undefined);
  }
}

/** It goes on with the model of the turn before, which the person may change. */
function emptyFollow({ model }: AskView): Draft {
  return { ...EMPTY_DRAFT, model };
}
