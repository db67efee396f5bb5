/**
 * What survives the worker's death: each ask as it stood at most a second ago, in memory until the browser exits.
 * Must never store a sealing context: the rest of an answer that was arriving is lost, and that is the price of the
 * seal. Must never leave an ask looking as if nothing of it had left once something may have.
 */
import { askShape, idShape } from '../messages/index.ts';
import { flag, list, nullable, record, type Parser } from '../shape/index.ts';
import { hasEnded } from './ask-view.ts';
import type { Held } from './asks.ts';
import type { Edges } from './edges.ts';
import type { AskView } from './view.ts';

const INDEX_KEY = 'asks';
const SAVE_EVERY_MS = 1_000;

interface Index {
  readonly ids: readonly string[];
  readonly shownId: string | null;
}

interface Writing {
  readonly phase: AskView['phase'];
  readonly atMs: number;
  readonly done: Promise<void>;
  readonly later: ReturnType<typeof setTimeout> | undefined;
  /** What will be written: while it has not begun, a newer view takes its place. */
  readonly turn: { held: Held; hasBegun: boolean };
}

const indexShape: Parser<Index> = record({
  ids: list(idShape, 1000),
  shownId: nullable(idShape),
});
const heldShape = record(
  { view: askShape, mayKeep: flag, isUnseen: flag },
  // Absent of asks of before: those of which nothing is kept may be of a private window.
  { isPrivate: flag },
);

const keyOf = (id: string): string => `ask/${id}`;

export class AsksStore {
  readonly #edges: Edges;
  readonly #writings = new Map<string, Writing>();
  #indexing: Promise<void> = Promise.resolve();

  constructor(edges: Edges) {
    this.#edges = edges;
  }

  /** At once when its phase changes, at most every second while text arrives. */
  save(held: Held): void {
    const { id, phase } = held.view;
    const before = this.#writings.get(id);
    const isSamePhase = before?.phase === phase && !hasEnded(held.view);
    const waitMs = isSamePhase ? before.atMs + SAVE_EVERY_MS - this.#edges.now() : 0;
    clearTimeout(before?.later);
    if (waitMs <= 0) this.#write(held);
    else if (before !== undefined) {
      this.#writings.set(id, { ...before, later: setTimeout(() => this.#write(held), waitMs) });
    }
  }

  /**
   * One after another, so that an older view never overwrites a newer one; and of those that come while one is being
   * written only the newest, so that a Send, whose first phases follow each other at once, waits for one write.
   */
  #write(held: Held): void {
    const { id, phase } = held.view;
    const [before, atMs] = [this.#writings.get(id), this.#edges.now()];
    if (before !== undefined && !before.turn.hasBegun) {
      before.turn.held = held;
      this.#writings.set(id, { ...before, phase, atMs, later: undefined });
      return;
    }
    const turn = { held, hasBegun: false };
    const done = this.#writeAfter(before?.done ?? Promise.resolve(), turn);
    done.catch(() => undefined);
    this.#writings.set(id, { phase, atMs, done, later: undefined, turn });
  }

  async #writeAfter(before: Promise<void>, turn: Writing['turn']): Promise<void> {
    await before.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve));
    turn.hasBegun = true;
    await this.#edges.sessionStore.set(keyOf(turn.held.view.id), turn.held);
  }

  /** Resolves when the phase last saved is written; where it cannot be, nothing is left that says otherwise. */
  async written(id: string): Promise<void> {
    try {
      await Promise.all([this.#writings.get(id)?.done, this.#indexing]);
    } catch {
      await this.#edges.sessionStore.remove(keyOf(id));
    }
  }

  async remove(id: string): Promise<void> {
    const writing = this.#writings.get(id);
    this.#writings.delete(id);
    clearTimeout(writing?.later);
    await writing?.done.catch(() => undefined);
    await this.#edges.sessionStore.remove(keyOf(id));
  }

  saveIndex(index: Index): void {
    const write = (): Promise<void> => this.#edges.sessionStore.set(INDEX_KEY, index);
    this.#indexing = this.#indexing.then(write).catch(() => undefined);
  }

  /** What the last worker left, in the order of the Sends. */
  async load(): Promise<{ held: Held[]; shownId: string | null }> {
    const index = await this.#read(INDEX_KEY, indexShape);
    const held = await Promise.all(
      (index?.ids ?? []).map((id) => this.#read(keyOf(id), heldShape)),
    );
    return {
      held: held
        .filter((one) => one !== undefined)
        .map((one) => ({ isPrivate: !one.mayKeep, ...one })),
      shownId: index?.shownId ?? null,
    };
  }

  async #read<T>(key: string, shape: Parser<T>): Promise<T | undefined> {
    const stored = await this.#edges.sessionStore.get(key);
    try {
      return stored === undefined ? undefined : shape(stored);
    } catch {
      await this.#edges.sessionStore.remove(key);
      return undefined;
    }
  }
}
