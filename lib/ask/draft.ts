/**
 * The quote and question that wait for Send. Survives popup, worker and browser: in memory for the worker's death,
 * sealed at rest for the browser's exit. Must never be sent, or changed by anything but the person's hand and a new
 * selection of theirs.
 */
import {
  draftShape,
  MAX_TITLE_LENGTH,
  MAX_URL_LENGTH,
  type EditableDraft,
} from '../messages/index.ts';
import { flag, record, text, type Parser } from '../shape/index.ts';
import type { Selection } from '../selection/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import { errorViewOf, viewOfCode } from './error-table.ts';
import type { Draft } from './view.ts';
import type { Gesture } from './wake.ts';

const DRAFT_KEY = 'draft';

export const EMPTY_DRAFT: Draft = {
  quote: '',
  origin: 'none',
  title: '',
  url: '',
  includeTitle: true,
  includeUrl: true,
  question: '',
  actionId: null,
};

export function emptyDraft({ includeTitle, includeUrl }: Settings): Draft {
  return { ...EMPTY_DRAFT, includeTitle, includeUrl };
}

/** The question is the person's own work: it stays with another quote, and with it what was said of it. */
function wordsOf({ question, actionId, model, isUnkept }: Draft) {
  return {
    ...{ question, actionId },
    ...(model !== undefined && { model }),
    ...(isUnkept !== undefined && { isUnkept }),
  };
}

/** A new quote takes the old one's place. */
export function withSelection(
  before: Draft,
  gesture: Gesture,
  selection: Selection,
  settings: Settings,
): Draft {
  return {
    ...emptyDraft(settings),
    ...wordsOf(before),
    origin: gesture.origin,
    quote: selection.text,
    title: selection.title,
    url: selection.url,
    ...sourceOf(gesture, selection),
    ...(selection.isCut ? { problem: viewOfCode('selection-too-long') } : {}),
  };
}

/** Where the quote stands now; the same words may stand in another tab by the next gesture. */
export function sourceOf(
  { tab }: Gesture,
  { frameId, isEditable, isMenuText }: Selection,
): Pick<Draft, 'source'> {
  if (tab?.id === undefined) return {};
  return { source: { tabId: tab.id, frameId, isEditable, isMenuText } };
}

/** A page on which nothing is selected can be asked about as a whole. */
export function withPlace(before: Draft, { tab }: Gesture): Draft {
  if (tab?.id === undefined || !/^https?:/.test(tab.url ?? '')) return before;
  return {
    ...before,
    title: (tab.title ?? '').slice(0, MAX_TITLE_LENGTH),
    url: (tab.url ?? '').slice(0, MAX_URL_LENGTH),
    source: { tabId: tab.id, frameId: 0, isEditable: false, isMenuText: false },
  };
}

/** What could not be read leaves the draft as it was, with the reason beside it. */
export function withProblem(before: Draft, thrown: unknown): Draft {
  return { ...before, problem: errorViewOf(thrown) };
}

export function withChange(before: Draft, change: Partial<EditableDraft>): Draft {
  const { page, ...plain } = change;
  const after: Draft = { ...before, ...plain };
  if (page === null) delete after.page;
  else if (page !== undefined) after.page = page;
  if (change.actionId !== undefined) delete after.slot;
  // The person has gone on: what could not be read is no longer news. A redaction comes from the screen by itself.
  if (Object.keys(change).some((name) => name !== 'redaction')) delete after.problem;
  // Nothing of a page is left once the quote is gone.
  const isLeft = before.quote !== '' && after.quote === '' && after.page === undefined;
  if (!isLeft) return after;
  delete after.source;
  return { ...after, origin: 'none', title: '', url: '' };
}

/** Tells one selection from another without keeping it twice. */
export function fingerprint({ text, url }: Selection): string {
  return `${text.length} ${text.slice(0, 200)} ${text.slice(-200)} ${url.slice(0, 200)}`;
}

export interface SavedDraft {
  readonly draft: Draft;
  /** From a private window: never written to disk. */
  readonly isPrivate: boolean;
  /** The fingerprint of the selection last taken. */
  readonly taken: string;
}

/** In memory, for the worker's death. */
export function rememberDraft({ sessionStore }: Edges, saved: SavedDraft): Promise<void> {
  return sessionStore.set(DRAFT_KEY, saved);
}

/** At rest, for the browser's exit: only sealed, and not at all for a private window. */
export async function keepDraft(
  { proofs }: Edges,
  { draft, isPrivate }: SavedDraft,
): Promise<void> {
  const isEmpty = draft.quote === '' && draft.question === '' && draft.page === undefined;
  try {
    const isForMemoryOnly = isPrivate || isEmpty || draft.isUnkept === true;
    await proofs.keepDraft(isForMemoryOnly ? undefined : draft);
  } catch {
    // No store at rest here: the copy in memory serves until the browser exits.
  }
}

const savedShape: Parser<SavedDraft> = record({
  draft: draftShape,
  isPrivate: flag,
  taken: text(2000),
});

/** Tabs have other numbers after the browser's exit. */
export function withoutTab(draft: Draft): Draft {
  const after = { ...draft };
  delete after.source;
  return after;
}

/** The draft of before, wherever it survived; undefined when there is none that can be read. */
export async function loadDraft(edges: Edges): Promise<SavedDraft | undefined> {
  try {
    const stored = await edges.sessionStore.get(DRAFT_KEY);
    if (stored !== undefined) return savedShape(stored);
    const kept = await edges.proofs.draft();
    if (kept === undefined) return undefined;
    return { draft: withoutTab(draftShape(kept)), isPrivate: false, taken: '' };
  } catch {
    return undefined;
  }
}

/** What was selected while it was locked comes into the draft of before, whose question stays. */
export async function joinDraft(edges: Edges, whileLocked: unknown): Promise<void> {
  if (whileLocked === undefined) return;
  const newer = savedShape(whileLocked);
  if (newer.draft.quote === '') return;
  const before = await loadDraft(edges);
  // What was typed in a private window does not come along out of it.
  const isLeft = before === undefined || (before.isPrivate && !newer.isPrivate);
  const joined = isLeft ? newer : { ...newer, draft: { ...newer.draft, ...wordsOf(before.draft) } };
  await rememberDraft(edges, joined);
  await keepDraft(edges, joined);
}
