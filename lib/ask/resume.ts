/**
 * What survives the worker's death: the text that had arrived, as it stood at most a second ago. A new worker marks
 * it interrupted; nothing is sent again without a click. Must never store a sealing context: the rest of that answer
 * is lost, and that is the price of the seal.
 */
import { askShape } from '../messages/index.ts';
import { isRunning } from './ask-view.ts';
import type { Edges } from './edges.ts';
import { viewOfCode } from './error-table.ts';
import type { AskView } from './view.ts';

const ASK_KEY = 'ask';
const SAVE_EVERY_MS = 1_000;

/** Saves the ask's view: at once when its phase changes, at most every second while text arrives. */
export class AskSaver {
  readonly #edges: Edges;
  #saved: { id: string; phase: string; atMs: number } | undefined;
  #writing: Promise<void> = Promise.resolve();
  #later: ReturnType<typeof setTimeout> | undefined;

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  save(view: AskView): void {
    const now = this.#edges.now();
    const saved = this.#saved;
    const isSamePhase = saved?.id === view.id && saved.phase === view.phase;
    const waitMs = isSamePhase && isRunning(view) ? saved.atMs + SAVE_EVERY_MS - now : 0;
    clearTimeout(this.#later);
    if (waitMs <= 0) this.#write(view);
    else this.#later = setTimeout(() => this.#write(view), waitMs);
  }

  #write(view: AskView): void {
    this.#saved = { id: view.id, phase: view.phase, atMs: this.#edges.now() };
    // One after another, so that an older view never overwrites a newer one.
    const write = (): Promise<void> => this.#edges.sessionStore.set(ASK_KEY, view);
    this.#writing = this.#writing.then(write).catch(() => undefined);
  }

  async clear(): Promise<void> {
    this.#saved = undefined;
    clearTimeout(this.#later);
    await this.#writing;
    await this.#edges.sessionStore.remove(ASK_KEY);
  }

  /** Resolves when everything saved so far is written. */
  settled(): Promise<void> {
    return this.#writing;
  }
}

export interface Resumed {
  readonly view: AskView;
  /** It was running when the last worker died. */
  readonly wasInterrupted: boolean;
}

/** The last worker's ask, if it left one. */
export async function resumeAsk(edges: Edges): Promise<Resumed | undefined> {
  const stored = await edges.sessionStore.get(ASK_KEY);
  if (stored === undefined) return undefined;
  let view: AskView;
  try {
    view = askShape(stored);
  } catch {
    await edges.sessionStore.remove(ASK_KEY);
    return undefined;
  }
  // Whole text whose cover frames were still coming in is no interrupted answer, but its end was not seen either.
  const isUnfinished = view.phase === 'done' && view.proof.answered === 'pending';
  if (!isRunning(view) && !isUnfinished) return { view, wasInterrupted: false };
  const { receipt } = view.proof;
  return {
    wasInterrupted: true,
    view: {
      ...view,
      phase: isUnfinished ? 'done' : 'interrupted',
      error: viewOfCode('interrupted'),
      finishedAtMs: view.finishedAtMs ?? edges.now(),
      proof: {
        ...view.proof,
        answered: 'truncated',
        receipt: receipt === 'pending' ? 'missing' : receipt,
      },
    },
  };
}

/** Brings the kept record of an interrupted ask up to what had arrived, if one was kept at all. */
export async function keepInterrupted(edges: Edges, view: AskView): Promise<void> {
  try {
    await edges.proofs.amend(view.id, {
      phase: view.phase,
      states: view.proof,
      error: view.error ?? null,
      answer: view.answerText,
    });
  } catch {
    // Not kept: history is off, the window is private, or the worker died before the first word.
  }
}
