/**
 * The alarms that nobody has looked at yet: what logs have done, and answers that could not be kept. They stand on the
 * toolbar button and in every page of ours until the person has looked, over every restart. Must never be taken away by
 * anything but that look, nor name more of an ask than its id.
 */
import { codeOf } from '../errors/index.ts';
import type { AlarmRecord } from '../proofs/index.ts';
import { count, list, record, text } from '../shape/index.ts';
import type { Badge } from './badge.ts';
import type { Edges } from './edges.ts';
import { viewOfCode } from './error-table.ts';
import type { AlarmView } from './view.ts';

/** Apart from the store of asks: that one may be what is full. */
const NOT_KEPT_KEY = 'not-kept';
const NOT_KEPT = 'not-kept/';
const MOST_NOT_KEPT = 20;

const notKept = list(
  record({ id: text(100), code: text(80, /^[a-z0-9-]+$/), atMs: count(), askId: text(64) }),
  MOST_NOT_KEPT,
);
type NotKept = ReturnType<typeof notKept>[number];

export class AlarmDesk {
  readonly #edges: Edges;
  readonly #badge: Badge;
  readonly #onChange: () => void;
  #views: readonly AlarmView[] = [];
  #notKept: readonly NotKept[] = [];

  constructor(edges: Edges, badge: Badge, onChange: () => void) {
    this.#edges = edges;
    this.#badge = badge;
    this.#onChange = onChange;
  }

  /** Newest first; only what nobody has looked at. */
  get views(): readonly AlarmView[] {
    return this.#views;
  }

  async load(): Promise<void> {
    const { localStore, sessionStore } = this.#edges;
    for (const store of [sessionStore, localStore]) {
      const stored = await store.get(NOT_KEPT_KEY).catch(() => undefined);
      if (stored === undefined) continue;
      try {
        this.#notKept = notKept(stored);
        break;
      } catch {
        // Of another build or broken: nothing that could be told.
      }
    }
    await this.#read();
  }

  /** Reads what the last look has left, and shows it on the button and in every page. */
  async refresh(): Promise<void> {
    await this.#read();
    this.#onChange();
  }

  async #read(): Promise<void> {
    // Without a store (private windows of Firefox) no log was ever looked at.
    const stored = await this.#edges.proofs.alarms().catch(() => []);
    const unseen = stored.filter(({ isSeen }) => !isSeen).map(viewOfAlarm);
    this.#views = [...this.#notKept.map(viewOfNotKept), ...unseen];
    if (this.#views.length > 0) this.#badge.put('!');
    else this.#badge.take('!');
  }

  async see(ids: readonly string[]): Promise<void> {
    const left = this.#notKept.filter(({ id }) => !ids.includes(id));
    if (left.length < this.#notKept.length) await this.#writeNotKept(left);
    const rest = ids.filter((id) => !id.startsWith(NOT_KEPT));
    if (rest.length > 0) await this.#edges.proofs.seeAlarms(rest);
    await this.refresh();
  }

  /** An answer is on the screen and could not be kept: said now, or when a page opens next. */
  async tellNotKept(askId: string, thrown: unknown): Promise<void> {
    if (this.#notKept.some((one) => one.askId === askId)) return;
    const code = codeOf(thrown) ?? 'store-unavailable';
    const one = { id: `${NOT_KEPT}${askId}`, code, atMs: this.#edges.now(), askId };
    await this.#writeNotKept([one, ...this.#notKept].slice(0, MOST_NOT_KEPT));
    await this.refresh();
  }

  /** In memory at least: a disk that is full may not even take this. */
  async #writeNotKept(next: readonly NotKept[]): Promise<void> {
    this.#notKept = next;
    const { localStore, sessionStore } = this.#edges;
    await sessionStore.set(NOT_KEPT_KEY, next).catch(() => undefined);
    await localStore.set(NOT_KEPT_KEY, next).catch(() => undefined);
  }
}

function viewOfAlarm({ id, code, atMs, askId, isOver }: AlarmRecord): AlarmView {
  return {
    ...{ id, error: viewOfCode(code), atMs, isOver },
    ...(askId === null ? {} : { askId }),
  };
}

function viewOfNotKept({ id, code, atMs, askId }: NotKept): AlarmView {
  return { id, error: viewOfCode(code), atMs, isOver: false, askId };
}
