/**
 * The desk behind a passphrase. To lock is to let the desk die: what stands in the session's memory is sealed there, the
 * key leaves it, and a new desk that can read nothing takes its place; to unlock is to wake a desk that finds all of it
 * again. Nothing is asked while locked, and no text is lost. Must never know the passphrase: pages unwrap the key.
 *
 *   open ── lock/now, or nobody here ──▶ locked ── lock/changed (a page has unlocked) ──▶ open
 *
 * A page that changes the key asks for the same, held: everything is locked until it says lock/changed, or goes.
 */
import type { LockCommand, PageHandlers, PageLink, ToWorker } from '../messages/index.ts';
import { ENTRIES_SEEN_KEY, ProofsError, SESSION_KEY, type Lock } from '../proofs/index.ts';
import { Desk } from './desk.ts';
import type { Edges } from './edges.ts';
import { errorViewOf } from './error-table.ts';
import {
  ACTIVE_KEY,
  clearSession,
  edgesOfDesk,
  restoreSession,
  sealSession,
  withBusyCount,
} from './lock-session.ts';
import type { Gesture } from './wake.ts';

/** The time of the person's last act is written down no more often than this. */
const NOTE_EVERY_MS = 15_000;
const MINUTE_MS = 60_000;

/** What a locked desk still does: it shows that it is locked. */
const WHILE_LOCKED: readonly ToWorker['type'][] = ['app/open', 'page/seen', 'settings/read'];

export class LockDesk {
  readonly #edges: Edges;
  /** Every open page, with the present desk's ear for it. */
  readonly #pages = new Map<PageLink, PageHandlers>();
  /** What each said when it came: said again to every new desk. */
  readonly #openings = new WeakMap<PageLink, ToWorker>();
  #known: Promise<void>;
  #desk: Desk;
  #lock: Lock | undefined;
  /** The page that is changing the key. */
  #holder: PageLink | undefined;
  #busy = 0;
  #due: (() => Promise<void>) | undefined;
  #notedMs = 0;

  constructor(edges: Edges) {
    this.#edges = withBusyCount(edges, (change) => this.#count(change));
    this.#known = this.#look();
    this.#desk = this.#newDesk();
  }

  servePage(page: PageLink): PageHandlers<ToWorker | LockCommand> {
    this.#serve(page);
    return {
      onMessage: (command) => void this.#obey(page, command),
      onClose: () => {
        this.#pages.get(page)?.onClose();
        this.#pages.delete(page);
        if (this.#holder === page) void this.#unlocked();
      },
    };
  }

  /** In the same turn: a popup opens only while the gesture counts. */
  onGesture(gesture: Gesture): Promise<void> {
    return this.#desk.onGesture(gesture);
  }

  onPermissionChange(): Promise<void> {
    return this.#desk.onPermissionChange();
  }

  onOnline(): Promise<void> {
    return this.#desk.onOnline();
  }

  async onAlarm(): Promise<void> {
    await this.#lockIfIdle();
    // There is one alarm for everything: it may have rung for something else.
    await this.#planIdle();
    await this.#desk.onAlarm();
  }

  get #isLocked(): boolean {
    return this.#holder !== undefined || this.#lock?.isLocked === true;
  }

  async #look(): Promise<void> {
    this.#edges.proofs.forgetKey();
    this.#lock = await this.#edges.proofs.lock().catch(() => undefined);
    if (this.#lock === undefined || this.#isLocked) return;
    await restoreSession(this.#edges).catch(() => undefined);
    await this.#planIdle();
  }

  #newDesk(): Desk {
    const known = this.#known;
    const isLocked = (): Promise<boolean> => known.then(() => this.#isLocked);
    const desk: Desk = new Desk(edgesOfDesk(this.#edges, isLocked, () => this.#desk !== desk));
    return desk;
  }

  /** Another desk for the same pages; the one of before is heard no more. */
  #replace(prepare: () => Promise<void>): Promise<void> {
    const before = this.#known;
    // What fails must not keep everything locked, nor open: the next word is obeyed as ever.
    this.#known = before
      .then(prepare)
      .catch(() => undefined)
      .then(() => this.#look());
    this.#desk = this.#newDesk();
    for (const [page, handlers] of this.#pages) {
      handlers.onClose();
      const serving = this.#serve(page);
      const opening = this.#openings.get(page);
      if (opening !== undefined) serving.onMessage(opening);
    }
    return this.#known;
  }

  #serve(page: PageLink): PageHandlers {
    const handlers = this.#desk.servePage({
      ...page,
      post: (message) => {
        // Absent where there is no passphrase.
        const isTold = message.type === 'app/state' && (this.#isLocked || this.#lock !== undefined);
        page.post(isTold ? { ...message, isLocked: this.#isLocked } : message);
      },
    });
    this.#pages.set(page, handlers);
    return handlers;
  }

  async #obey(page: PageLink, command: ToWorker | LockCommand): Promise<void> {
    if (command.type === 'app/open') this.#openings.set(page, command);
    try {
      await this.#known;
      await this.#lockIfIdle();
      if (isLockCommand(command)) return await this.#obeyLock(page, command);
      if (this.#isLocked && !WHILE_LOCKED.includes(command.type)) throw new ProofsError('locked');
    } catch (thrown) {
      return page.post({ type: 'problem', error: errorViewOf(thrown) });
    }
    this.#pages.get(page)?.onMessage(command);
    await this.#noteActive();
  }

  #obeyLock(page: PageLink, command: LockCommand): Promise<void> {
    switch (command.type) {
      case 'lock/active':
        return this.#noteActive();
      case 'lock/now':
        return this.#whenRested(() => (command.isHeld === true ? this.#hold(page) : this.#close()));
      case 'lock/changed':
        // Another page was first: who is asking just now is not disturbed.
        return this.#isLocked ? this.#unlocked() : this.#whenRested(() => this.#unlocked());
      case 'lock/wipe':
        return this.#replace(async () => {
          await clearSession(this.#edges.sessionStore);
          await this.#edges.proofs.wipe();
          // The person did it: no page is to say that somebody cleared the storage.
          await this.#edges.localStore.set(ENTRIES_SEEN_KEY, 0);
        });
    }
  }

  /** An answer that is arriving is read to its end and kept first. */
  async #whenRested(act: () => Promise<void>): Promise<void> {
    if (this.#busy > 0) this.#due = act;
    else await act();
  }

  #count(change: 1 | -1): void {
    this.#busy += change;
    const due = this.#due;
    if (this.#busy > 0 || due === undefined) return;
    this.#due = undefined;
    void due();
  }

  async #close(): Promise<void> {
    if (this.#isLocked || this.#lock === undefined) return;
    await this.#replace(async () => {
      try {
        await sealSession(this.#edges);
      } finally {
        await this.#edges.sessionStore.remove(SESSION_KEY);
      }
    });
  }

  async #hold(page: PageLink): Promise<void> {
    if (!this.#pages.has(page)) return;
    await this.#replace(() => {
      this.#holder = page;
      return Promise.resolve();
    });
  }

  #unlocked(): Promise<void> {
    return this.#replace(async () => {
      this.#holder = undefined;
      this.#notedMs = this.#edges.now();
      await this.#edges.sessionStore.set(ACTIVE_KEY, this.#notedMs);
    });
  }

  get #idleMs(): number {
    return (this.#lock?.idleMinutes ?? 0) * MINUTE_MS;
  }

  async #lockIfIdle(): Promise<void> {
    await this.#known;
    if (this.#idleMs === 0 || this.#isLocked) return;
    const active = await this.#edges.sessionStore.get(ACTIVE_KEY);
    const sinceMs = this.#edges.now() - (typeof active === 'number' ? active : 0);
    // A clock that was set back says nothing of how long nobody was here.
    if (sinceMs < 0 || sinceMs >= this.#idleMs) await this.#whenRested(() => this.#close());
  }

  async #noteActive(): Promise<void> {
    const nowMs = this.#edges.now();
    if (this.#idleMs === 0 || this.#isLocked || nowMs - this.#notedMs < NOTE_EVERY_MS) return;
    this.#notedMs = nowMs;
    await this.#edges.sessionStore.set(ACTIVE_KEY, nowMs);
    await this.#planIdle();
  }

  async #planIdle(): Promise<void> {
    if (this.#idleMs === 0 || this.#isLocked) return;
    const [active, nowMs] = [await this.#edges.sessionStore.get(ACTIVE_KEY), this.#edges.now()];
    const dueMs = (typeof active === 'number' ? active : nowMs) + this.#idleMs;
    await this.#edges.setAlarm(Math.max(dueMs, nowMs + 1000)).catch(() => undefined);
  }
}

function isLockCommand(command: ToWorker | LockCommand): command is LockCommand {
  return command.type.startsWith('lock/');
}
