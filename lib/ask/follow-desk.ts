/**
 * Follow-ups that are being written, one under each ask: kept like the draft, so that a closed popup or a dead worker
 * takes no words away. Must never be sent by itself, nor bring a quote of its own.
 */
import { draftShape, idShape, type EditableFollow } from '../messages/index.ts';
import { list, record, type Parser } from '../shape/index.ts';
import { questionOf } from '../prompts/index.ts';
import type { LeavesView } from '../networks/index.ts';
import type { Settings } from '../settings/index.ts';
import { hasEnded } from './ask-view.ts';
import type { Asks } from './asks.ts';
import { EMPTY_DRAFT } from './draft.ts';
import type { Edges } from './edges.ts';
import type { EnclaveDesk } from './enclave.ts';
import { describeFitting } from './fit.ts';
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
}

const followsShape: Parser<readonly Follow[]> = list(
  record({ after: idShape, draft: draftShape }),
  MAX_FOLLOWS,
);

export class FollowDesk {
  readonly #edges: Edges;
  readonly #drafts = new Map<string, Draft>();

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  async load(): Promise<void> {
    const stored = await this.#edges.sessionStore.get(FOLLOWS_KEY);
    try {
      if (stored === undefined) return;
      for (const { after, draft } of followsShape(stored)) this.#drafts.set(after, draft);
    } catch {
      await this.#edges.sessionStore.remove(FOLLOWS_KEY);
    }
  }

  draftOf(view: AskView): Draft {
    return this.#drafts.get(view.id) ?? emptyFollow(view);
  }

  async change(view: AskView, change: Partial<EditableFollow>): Promise<void> {
    const draft = { ...this.draftOf(view), ...change };
    // Put last: it is the one written under most recently.
    this.#drafts.delete(view.id);
    this.#drafts.set(view.id, draft);
    await this.#save();
  }

  /** It was sent, or its ask was put away. */
  async clear(...ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#drafts.delete(id);
    await this.#save();
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

  async #save(): Promise<void> {
    const follows = [...this.#drafts].slice(-MAX_FOLLOWS);
    await this.#edges.sessionStore.set(
      FOLLOWS_KEY,
      follows.map(([after, draft]) => ({ after, draft })),
    );
  }
}

/** It goes on with the model of the turn before, which the person may change. */
function emptyFollow({ model }: AskView): Draft {
  return { ...EMPTY_DRAFT, model };
}
