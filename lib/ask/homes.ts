/**
 * Where the app is open, and what a gesture does about it: it opens the person's home, or, with the panel open in that
 * window already, goes there; the same key on nothing new closes the panel again. Must never open anything by itself.
 */
import type { PageLink } from '../messages/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Taken } from './draft-desk.ts';
import type { Badge } from './badge.ts';
import type { Edges } from './edges.ts';
import type { News } from './news.ts';
import type { Gesture } from './wake.ts';

/** A popup that a gesture opened asks for its state within this time; one opened later was the toolbar button's. */
const FRESH_MS = 5000;

/** What a gesture has set going. */
export interface Called {
  /** The person wants this very selection, also where it is the one already taken. */
  readonly isNew: boolean;
  readonly opening: Promise<unknown>;
  /** To be told what was read. */
  end(taken: Taken): void;
}

type HomeEdges = Pick<Edges, 'openHome' | 'rememberHome' | 'notify' | 'now'>;

/** The menu names a selection, and a quick action's key wants that action: neither is a way to close. */
function isToggling({ origin, slot }: Gesture): boolean {
  return (origin === 'command' && slot === undefined) || origin === 'toolbar';
}

export class Homes {
  readonly #edges: HomeEdges;
  readonly #badge: Badge;
  /** Every open page of ours. */
  readonly #pages: ReadonlySet<PageLink>;
  /** Each open side panel with its window. */
  readonly #sides = new Map<PageLink, number>();
  #calledMs = -Infinity;

  constructor(edges: HomeEdges, badge: Badge, pages: ReadonlySet<PageLink>) {
    this.#edges = edges;
    this.#badge = badge;
    this.#pages = pages;
  }

  /** @param windowId The window beside whose pages a side panel stands. */
  opened(page: PageLink, windowId: number | undefined): void {
    if (page.home === 'side' && windowId !== undefined) this.#sides.set(page, windowId);
  }

  closed(page: PageLink): void {
    this.#sides.delete(page);
  }

  /** Puts the person's choice in force; unkept, gestures go on opening the home of before. */
  remember({ home }: Settings): void {
    this.#edges.rememberHome(home).catch(() => undefined);
  }

  /** Must be the first call in the gesture's task. */
  call(gesture: Gesture): Called {
    const side = this.#sideOf(gesture);
    const isToggle = side !== undefined && isToggling(gesture);
    return {
      isNew: !isToggle && gesture.origin !== 'toolbar',
      opening: side === undefined ? this.#open(gesture) : Promise.resolve(),
      end: (taken) => {
        if (!isToggle || taken === 'another-quote' || taken === 'overtaken') return;
        side.post({ type: 'home/close' });
      },
    };
  }

  /** Tells of what arrived; true where somebody sees a page of ours that shows it anyway. */
  announce(news: News | null, { notify }: Settings): boolean {
    const isAnswer = news === null || news.endsWith('answer');
    const shows = (page: PageLink): boolean =>
      page.isSeen() && !(isAnswer && page.home === undefined);
    if ([...this.#pages].some(shows)) return true;
    if (news === null) return false;
    // A dot on the button, for whoever wants no notifications.
    if (isAnswer) this.#badge.put('•');
    if (notify) this.#edges.notify(news).catch(() => undefined);
    return false;
  }

  /** True once after a gesture that has read the page: the popup that it opened need not read it again. */
  takeFresh(): boolean {
    const isFresh = this.#edges.now() - this.#calledMs < FRESH_MS;
    this.#calledMs = -Infinity;
    return isFresh;
  }

  #sideOf({ tab }: Gesture): PageLink | undefined {
    return [...this.#sides].find(([, windowId]) => windowId === tab?.windowId)?.[0];
  }

  async #open({ tab }: Gesture): Promise<void> {
    this.#calledMs = this.#edges.now();
    // Where nothing could be opened, the badge asks for a click on the button.
    await this.#edges.openHome(tab?.windowId).catch(() => this.#badge.put('?'));
  }
}
