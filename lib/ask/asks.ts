/**
 * All asks that are remembered: waiting, running, ended; which one is shown; what of it a page is told. Pure data.
 * Must never drop an ask that still waits or runs, nor a turn that a remembered one goes on from.
 */
import { MAX_TURNS } from '../messages/index.ts';
import { questionOf } from '../prompts/index.ts';
import { hasEnded, isQueued, isRunning } from './ask-view.ts';
import { earlierOf } from './thread.ts';
import type { AskBrief, AskView } from './view.ts';

/** Ended ones beyond these are put away, whole conversations at a time; their proofs stay where they are kept. */
const MAX_ENDED = 40;
const MAX_CHARACTERS = 4_000_000;
const MAX_BRIEFS = 100;
const PREVIEW_LENGTH = 120;

export interface Held {
  readonly view: AskView;
  /** Proofs may be kept of it. */
  readonly mayKeep: boolean;
  /** Asked from a private window; there are other reasons to keep nothing. */
  readonly isPrivate?: boolean | undefined;
  /** Ended with nobody looking. */
  readonly isUnseen: boolean;
}

export class Asks {
  /** In the order of their Sends. */
  readonly #held = new Map<string, Held>();
  #shownId: string | null = null;

  get(id: string): Held | undefined {
    return this.#held.get(id);
  }

  put(held: Held): void {
    this.#held.set(held.view.id, held);
  }

  remove(id: string): void {
    this.#held.delete(id);
    if (this.#shownId === id) this.#shownId = null;
  }

  get shownId(): string | null {
    return this.#shownId;
  }

  show(id: string | null): void {
    this.#shownId = id !== null && this.#held.has(id) ? id : null;
  }

  get shown(): AskView | null {
    return this.view(this.#shownId ?? '') ?? null;
  }

  readonly view = (id: string): AskView | undefined => this.#held.get(id)?.view;

  all(): Held[] {
    return [...this.#held.values()];
  }

  queued(): AskView[] {
    return this.#views().filter(isQueued);
  }

  running(): AskView[] {
    return this.#views().filter(isRunning);
  }

  /** The turns before the one that is shown; what was learnt of their enclaves stands in their proofs. */
  thread(): AskView[] {
    const { shown } = this;
    return shown === null ? [] : earlierOf(shown, this.view).slice(-MAX_TURNS).map(withoutEnclave);
  }

  briefs(): AskBrief[] {
    const newest = this.all().reverse().slice(0, MAX_BRIEFS);
    return newest.map(briefOf);
  }

  /** What no longer has a place here. */
  surplus(): string[] {
    const gone: string[] = [];
    for (let left = this.all(); isTooMuch(left);) {
      const thread = this.#oldestDone(left);
      if (thread === undefined) break;
      const isOld = ({ view }: Held): boolean => view.place.thread === thread;
      gone.push(...left.filter(isOld).map(({ view }) => view.id));
      left = left.filter((held) => !isOld(held));
    }
    return gone;
  }

  /** The conversation that was spoken in least recently, of those with nothing left to happen. */
  #oldestDone(held: readonly Held[]): string | undefined {
    const last = new Map<string, Held[]>();
    for (const one of [...held].reverse()) {
      const { thread } = one.view.place;
      last.set(thread, [...(last.get(thread) ?? []), one]);
    }
    const shown = this.shown?.place.thread;
    const done = [...last].filter(
      ([thread, asks]) => thread !== shown && asks.every(({ view }) => hasEnded(view)),
    );
    return done.at(-1)?.[0];
  }

  #views(): AskView[] {
    return this.all().map(({ view }) => view);
  }
}

function isTooMuch(held: readonly Held[]): boolean {
  const characters = held.reduce((sum, { view }) => sum + sizeOf(view), 0);
  return held.length > MAX_ENDED || characters > MAX_CHARACTERS;
}

function sizeOf({ answerText, draft }: AskView): number {
  return answerText.length + draft.quote.length + (draft.page?.text.length ?? 0);
}

function withoutEnclave(view: AskView): AskView {
  const without = { ...view };
  delete without.enclave;
  return without;
}

function briefOf({ view, isUnseen }: Held): AskBrief {
  const { id, phase, draft, model, place, startedAtMs, wait, error } = view;
  const line = questionOf(draft).trim().replaceAll(/\s+/g, ' ');
  return {
    ...{ id, phase, model, place, startedAtMs, preview: line.slice(0, PREVIEW_LENGTH) },
    ...(wait === undefined ? {} : { wait }),
    ...(error === undefined ? {} : { error }),
    ...(isUnseen ? { isUnseen } : {}),
  };
}
