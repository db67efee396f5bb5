/**
 * The asks themselves, from a Send to their end: a few run at once, the rest wait; what a worker left when it died is
 * picked up. Must never start an ask without a Send of the person's that still stands.
 */
import { toBase64Url } from '../bytes/index.ts';
import { hasCode } from '../errors/index.ts';
import type { Settings } from '../settings/index.ts';
import { isBeingSent, isRunning, newAskView, queuedAgain, stopView } from './ask-view.ts';
import { Asks, type Held } from './asks.ts';
import { AsksStore } from './asks-store.ts';
import type { Edges } from './edges.ts';
import type { EnclaveDesk } from './enclave.ts';
import { canWait, mayGo, waitNow, type Moment } from './queue.ts';
import { keepInterrupted, resumed } from './resume.ts';
import { recall } from './recall.ts';
import { RunningAsk } from './running-ask.ts';
import { earlierOf, turnOf } from './thread.ts';
import type { AskView, AskWait, Draft, ProofStates, ThreadPlace } from './view.ts';
import { WaitingStore } from './waiting.ts';

/** While something waits for the network the worker looks again this often, should no event wake it. */
const LOOK_AGAIN_MS = 60_000;

export interface AsksEdges {
  readonly edges: Edges;
  readonly enclave: EnclaveDesk;
  readonly settings: () => Settings;
  /** Something to show; nothing may hold a request up, so that what is not urgent waits for a moment. */
  onChange(isUrgent: boolean): void;
  /** More text of the ask that is shown. */
  onText(id: string, from: number, text: string): void;
  onKeepFailed(id: string, thrown: unknown): void;
  onWatched(): void;
  /** The last frame of one is in, and what is kept of it is written. */
  onFinished(id: string): void;
  /** It has come to its end; true where somebody is looking. */
  onEnded(view: AskView): boolean;
}

/** What a Send hands over. */
export interface Sent {
  readonly draft: Draft;
  readonly model: string;
  readonly mayKeep: boolean;
  readonly isPrivate?: boolean | undefined;
  readonly place?: ThreadPlace;
  /** The price that the person saw. */
  readonly agreedCredits?: number | undefined;
}

export class AsksDesk {
  readonly asks = new Asks();
  readonly #on: AsksEdges;
  readonly #store: AsksStore;
  readonly #waiting: WaitingStore;
  readonly #running = new Map<string, RunningAsk>();

  constructor(on: AsksEdges) {
    this.#on = on;
    this.#store = new AsksStore(on.edges);
    this.#waiting = new WaitingStore(on.edges);
  }

  /**
   * @param writtenUnder Asks of an earlier session of the browser under which somebody was still writing. Resolves with
   * those of them that are kept no more.
   */
  async load(writtenUnder: readonly string[] = []): Promise<string[]> {
    const { edges } = this.#on;
    const { held, shownId } = await this.#store.load();
    const interrupted: Held[] = [];
    for (const one of held) {
      const { view, wasInterrupted } = resumed(one.view, edges.now());
      this.#put({ ...one, view });
      if (wasInterrupted) interrupted.push({ ...one, view });
    }
    await this.#loadWaiting();
    const gone: string[] = [];
    for (const id of writtenUnder) {
      await this.#bringBack(id).catch((thrown: unknown) => {
        if (hasCode(thrown, 'proof-unknown', 'ask-unknown')) gone.push(id);
      });
    }
    this.show(shownId);
    this.pump();
    await Promise.all(
      interrupted.map(async (one) => {
        const view = await keepInterrupted(edges, one, this.#on.settings());
        if (JSON.stringify(view) !== JSON.stringify(one.view)) this.#put({ ...one, view });
      }),
    );
    return gone;
  }

  /** What was queued when the browser was closed comes back, each with the turns that it goes on from. */
  async #loadWaiting(): Promise<void> {
    for (const view of await this.#waiting.load()) {
      if (this.asks.get(view.id) !== undefined) continue;
      const { after } = view.place;
      if (after !== undefined) await this.#bringBack(after).catch(() => undefined);
      this.#put({ view, mayKeep: true, isUnseen: false });
    }
  }

  /** A conversation of an earlier session of the browser, to be gone on with. */
  async recall(id: string): Promise<void> {
    await this.#bringBack(id);
    this.show(id);
    for (const gone of this.asks.surplus()) this.#remove(gone);
    this.#on.onChange(true);
  }

  async #bringBack(id: string): Promise<void> {
    const isKnown = (one: string): boolean => this.asks.get(one) !== undefined;
    if (isKnown(id)) return;
    for (const held of await recall(this.#on.edges, id, isKnown)) this.#put(held);
  }

  /** A Send. Resolves with its id; the ask itself goes on. */
  send({ mayKeep, isPrivate = false, place, ...sent }: Sent): string {
    const { edges } = this.#on;
    const id = toBase64Url(edges.random(12));
    const view = newAskView({ id, ...sent, place: place ?? { thread: id, turn: 1 } }, edges.now());
    const held = { view, mayKeep, isPrivate, isUnseen: false };
    this.asks.put(held);
    this.#store.save(held);
    this.show(id);
    for (const gone of this.asks.surplus()) this.#remove(gone);
    this.pump();
    return id;
  }

  /** Lets go what may go. Called whenever a place, the network or the person's word may have come free. */
  pump(): void {
    const { edges } = this.#on;
    const moment: Moment = { running: this.asks.running().length, isOnline: edges.isOnline() };
    for (const id of mayGo(this.asks.queued(), moment)) this.#run(id);
    const waiting = this.asks.queued();
    for (const view of waiting) this.#wait(view, waitNow(view, moment));
    if (!moment.isOnline && waiting.some(({ wait }) => wait === 'return')) {
      edges.setAlarm(edges.now() + LOOK_AGAIN_MS).catch(() => undefined);
    }
    this.#waiting.keep(this.asks.all());
    this.#on.onChange(false);
  }

  stop(id: string): void {
    const running = this.#running.get(id);
    const held = this.asks.get(id);
    if (running !== undefined) return running.stop();
    if (held === undefined) return;
    this.#put({ ...held, view: stopView(held.view, this.#on.edges.now()) });
    this.#waiting.keep(this.asks.all());
    this.#on.onChange(true);
  }

  /** What a queued ask waits for, by the person's word: the network's return, or nothing but its turn. */
  wait(id: string, until: 'return' | 'now'): void {
    const view = this.asks.view(id);
    if (view?.phase !== 'queued') return;
    this.#wait(view, until === 'return' ? 'return' : 'turn');
    // The browser may be wrong about the network: who says that it is there is believed once.
    if (until === 'now' && !this.#on.edges.isOnline()) this.#run(id);
    this.pump();
  }

  /** Something is not as it was at their Sends. */
  holdQueued(): void {
    for (const view of this.asks.queued()) this.#wait(view, 'person');
  }

  show(id: string | null): void {
    this.asks.show(id);
    const held = this.asks.get(this.asks.shownId ?? '');
    if (held?.isUnseen === true) this.#put({ ...held, isUnseen: false });
    this.#saveIndex();
  }

  /** Deleted means deleted: of an ask that still runs nothing is kept again, and only its view stays. */
  async forget(ids: readonly string[], forget: () => Promise<void>): Promise<void> {
    let act = forget;
    // Those that run let go one after another, the first one first: two who forget never wait for each other.
    for (const [id, one] of [...this.#running].reverse()) {
      const after = act;
      if (ids.includes(id)) act = () => one.letGo(after);
    }
    await act();
    for (const id of ids) {
      const held = this.asks.get(id);
      if (held !== undefined && isRunning(held.view)) this.#put({ ...held, mayKeep: false });
      else this.#remove(id);
    }
  }

  /** The log has shown something of it, or should have. */
  settle(id: string, settlement: ProofStates['settlement']): void {
    this.#running.get(id)?.settle(settlement);
    const held = this.asks.get(id);
    if (held === undefined) return;
    const { view } = held;
    this.#put({ ...held, view: { ...view, proof: { ...view.proof, settlement } } });
  }

  #run(id: string): void {
    const held = this.asks.get(id);
    if (held === undefined || this.#running.has(id)) return;
    const { edges, enclave, settings } = this.#on;
    const { draft, model, agreedCredits } = held.view;
    const earlier = earlierOf(held.view, this.asks.view).map(turnOf);
    const running: RunningAsk = new RunningAsk(
      { draft, model, settings: settings(), earlier, agreedCredits },
      held,
      {
        ...{ edges, enclave },
        onKeepFailed: (thrown) => this.#on.onKeepFailed(id, thrown),
        onWatched: () => this.#on.onWatched(),
        onChange: (view, added) => this.#onChange(running, view, added),
        written: () => this.#store.written(id),
        leaving: async () => {
          await Promise.all([this.#store.written(id), this.#waiting.leaves(id)]);
        },
      },
    );
    this.#running.set(id, running);
    void running.start().finally(() => {
      if (this.#running.get(id) === running) this.#running.delete(id);
      this.#on.onFinished(id);
    });
  }

  #onChange(running: RunningAsk, view: AskView, addedText: string | undefined): void {
    const { id } = view;
    const before = this.asks.get(id);
    // Put away, or begun anew, while its last frames still came.
    if (before === undefined || this.#running.get(id) !== running) return;
    const isOver = isRunning(before.view) && !isRunning(view);
    if (isOver && canWait(view) && !this.#on.edges.isOnline()) return this.#requeue(before);
    const isShown = this.asks.shownId === id;
    const isUnseen = isOver ? !(this.#on.onEnded(view) && isShown) : before.isUnseen;
    this.#put({ ...before, view, isUnseen });
    // Text goes before the snapshot that tells of its beginning: the first word is what a person waits for.
    const isText = addedText !== undefined;
    if (isText && isShown) this.#on.onText(id, before.view.answerText.length, addedText);
    if (!isText || before.view.phase !== view.phase) this.#on.onChange(!isBeingSent(view));
    if (isOver) this.pump();
  }

  /** Nothing of it has left, and there is no network: it waits for the person's word instead of failing. */
  #requeue(held: Held): void {
    this.#running.delete(held.view.id);
    this.#put({ ...held, view: queuedAgain(held.view, 'offline') });
    this.#waiting.keep(this.asks.all());
    this.#on.onChange(true);
  }

  #wait(view: AskView, wait: AskWait): void {
    const held = this.asks.get(view.id);
    if (held !== undefined && view.wait !== wait) this.#put({ ...held, view: { ...view, wait } });
  }

  #put(held: Held): void {
    this.asks.put(held);
    this.#store.save(held);
  }

  #remove(id: string): void {
    this.asks.remove(id);
    void this.#store.remove(id).catch(() => undefined);
    this.#saveIndex();
  }

  #saveIndex(): void {
    const ids = this.asks.all().map(({ view }) => view.id);
    this.#store.saveIndex({ ids, shownId: this.asks.shownId });
  }
}
