/**
 * The desk's draft: what is in it, where it came from, and when a selection takes its place.
 * Must never lose a person's words to a page that could not be read.
 */
import { hasCode } from '../errors/index.ts';
import type { EditableDraft } from '../messages/index.ts';
import type { Selection } from '../selection/index.ts';
import type { Settings } from '../settings/index.ts';
import {
  emptyDraft,
  EMPTY_DRAFT,
  fingerprint,
  keepDraft,
  loadDraft,
  rememberDraft,
  sourceOf,
  withChange,
  withPlace,
  withProblem,
  withSelection,
  type SavedDraft,
} from './draft.ts';
import type { Edges } from './edges.ts';
import { InOrder } from './in-order.ts';
import type { Draft } from './view.ts';
import { readGesture, type Gesture } from './wake.ts';

/** What a gesture did to the draft; overtaken where its page was read only after a newer gesture. */
export type Taken = 'another-quote' | 'same-quote' | 'problem' | 'nothing' | 'overtaken';

export class DraftDesk {
  readonly #edges: Edges;
  #draft: Draft = EMPTY_DRAFT;
  #isPrivate = false;
  /** Of the selection last taken, so that opening the popup again does not undo an edited quote. */
  #taken = '';
  /** Counts gestures: a page that is still loading is read late. */
  #turns = 0;
  readonly #keeping = new InOrder();

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  get draft(): Draft {
    return this.#draft;
  }
  get isPrivate(): boolean {
    return this.#isPrivate;
  }
  /** Nothing is kept of what came from a private window, nor of what the person does not want kept. */
  get mayKeep(): boolean {
    return !this.#isPrivate && this.#draft.isUnkept !== true;
  }

  /** @param trouble What went wrong while the settings were read, to be shown with an empty draft. */
  async load(settings: Settings, trouble: unknown): Promise<void> {
    const saved = await loadDraft(this.#edges);
    if (saved !== undefined) {
      this.#draft = saved.draft;
      this.#isPrivate = saved.isPrivate;
      this.#taken = saved.taken;
    } else this.#draft = emptyDraft(settings);
    if (trouble !== undefined) this.#draft = withProblem(this.#draft, trouble);
  }

  /** @param isNew The person asked for this very selection; opening the popup alone does not undo an edited quote. */
  async take(gesture: Gesture, isNew: boolean, settings: Settings): Promise<Taken> {
    const turn = ++this.#turns;
    const isPrivate = gesture.tab?.incognito === true;
    // What was typed in a private window does not come along out of it.
    if (this.#isPrivate && !isPrivate) this.#draft = emptyDraft(settings);
    // Also where nothing can be read: whatever is typed from now on is typed in that window.
    this.#isPrivate = isPrivate;
    try {
      const selection = await readGesture(this.#edges, gesture);
      if (turn !== this.#turns) return 'overtaken';
      const taken = fingerprint(selection);
      const isKnown = !isNew && taken === this.#taken;
      if (isKnown && this.#draft.quote !== '') return this.#takePlace(gesture, selection);
      this.#taken = taken;
      this.#draft = withSelection(this.#draft, gesture, selection, settings);
      if (gesture.slot !== undefined) this.#draft = { ...this.#draft, slot: gesture.slot };
      return isKnown ? 'same-quote' : 'another-quote';
    } catch (thrown) {
      if (turn !== this.#turns) return 'overtaken';
      // A click on the page that the quote came from has undone the selection there: no news.
      const isSamePage = this.#draft.quote !== '' && this.#draft.url === gesture.tab?.url;
      if (!isNew && isSamePage && hasCode(thrown, 'selection-empty')) return 'nothing';
      const isEmpty = this.#draft.quote === '' && this.#draft.page === undefined;
      if (isEmpty) this.#draft = withPlace(this.#draft, gesture);
      this.#draft = withProblem(this.#draft, thrown);
      return 'problem';
    }
  }

  /** Nothing new is selected, but it may stand in another tab by now, or in the same one anew. */
  #takePlace(gesture: Gesture, selection: Selection): Taken {
    if (this.#draft.quote !== selection.text) return 'nothing';
    this.#draft = { ...this.#draft, ...sourceOf(gesture, selection) };
    return 'same-quote';
  }

  change(change: Partial<EditableDraft>): void {
    this.#draft = withChange(this.#draft, change);
  }

  /** A question that was asked before comes back to be changed; its quote stands where it was last seen. */
  put(draft: Draft, isPrivate = false): void {
    const { quote, url, source } = this.#draft;
    const isSameQuote = quote !== '' && quote === draft.quote && url === draft.url;
    this.#draft = isSameQuote && source !== undefined ? { ...draft, source } : draft;
    this.#isPrivate ||= isPrivate;
  }

  clear(settings: Settings): void {
    this.#draft = emptyDraft(settings);
  }

  /** To memory at once; to the disk one after another, since what is short, or forgotten, is written sooner than what is long. */
  async save(): Promise<void> {
    await rememberDraft(this.#edges, this.#saved);
    await this.#keeping.do(() => keepDraft(this.#edges, this.#saved));
  }

  get #saved(): SavedDraft {
    return { draft: this.#draft, isPrivate: this.#isPrivate, taken: this.#taken };
  }
}
