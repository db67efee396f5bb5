/**
 * The selection button on one page: comes when the person has selected something, goes with the selection, and on a
 * click that was meant for it says one word to the worker. Until then nothing of it is in the page. Must never act on
 * an event that the page made, or while it cannot plainly be seen.
 */
import { Held } from './held.ts';
import { makePill, setStyle, type Pill, type Words } from './pill.ts';
import { Presses } from './presses.ts';
import { Seen } from './seen.ts';
import { endOfSelection, freePlace } from './selected.ts';
import { within } from './place.ts';

export interface ButtonEdges {
  readonly words: Words;
  readonly isDark: () => boolean;
  readonly now: () => number;
  /** False once the extension was updated or removed under this page. */
  readonly isAlive: () => boolean;
  readonly say: (word: 'ask' | 'not-here') => void;
}

/** Starts watching; the returned function takes everything away again. */
export function startButton(document: Document, edges: ButtonEdges): () => void {
  const button = new SelectionButton(document, edges);
  return () => button.stop();
}

class SelectionButton {
  readonly #document: Document;
  readonly #edges: ButtonEdges;
  readonly #life = new AbortController();
  #pill: Pill | undefined;
  #seen: Seen | undefined;
  #held: Held | undefined;
  /** How far the person has moved it from where it would stand. */
  #moved = { x: 0, y: 0 };
  #isHidden = false;
  /** Not wanted for this selection; the key's own release, or any later one, is no new wish. */
  #isDismissed = false;
  #frame = 0;

  constructor(document: Document, edges: ButtonEdges) {
    this.#document = document;
    this.#edges = edges;
    this.#listen();
  }

  stop(): void {
    this.#life.abort();
    this.#close();
  }

  #listen(): void {
    const { signal } = this.#life;
    const own = { capture: true, passive: true, signal };
    const view = this.#document.defaultView;
    const soon = (event: Event): void => {
      // What a script on the page made is no selection of the person's.
      if (event.isTrusted && event.target !== this.#pill?.host) setTimeout(() => this.#look(), 10);
    };
    view?.addEventListener('pointerup', soon, own);
    view?.addEventListener('keyup', soon, own);
    view?.addEventListener('keydown', (event) => this.#onKey(event), own);
    const follow = (): void => this.#follow();
    view?.addEventListener('scroll', follow, own);
    view?.addEventListener('resize', follow, own);
    const change = (): void => {
      this.#isDismissed = false;
      this.#follow();
    };
    this.#document.addEventListener('selectionchange', change, own);
  }

  #onKey(event: KeyboardEvent): void {
    if (!event.isTrusted || event.key !== 'Escape') return;
    this.#isDismissed = true;
    this.#close();
  }

  /** The person has finished selecting, or pressed a key. */
  #look(): void {
    if (this.#isHidden || this.#isDismissed || this.#life.signal.aborted) return;
    // Left of a version before: the new one's own script serves this page.
    if (!this.#edges.isAlive()) return this.stop();
    if (endOfSelection(this.#document) === undefined) this.#close();
    else if (this.#pill === undefined) this.#open();
    else this.#place();
  }

  /** Once a frame, whatever the page does with its scroll bars. */
  #follow(): void {
    if (this.#pill === undefined || this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      if (endOfSelection(this.#document) === undefined) this.#close();
      else this.#place();
    });
  }

  #open(): void {
    if (this.#document.fullscreenElement !== null) return;
    const pill = makePill(this.#document, this.#edges.words, this.#edges.isDark());
    const seen = new Seen(pill.host, pill.box, this.#edges.now);
    this.#pill = pill;
    this.#seen = seen;
    this.#held = new Held(pill.host, this.#document, {
      onMended: () => seen.begin(),
      onLost: () => this.stop(),
    });
    new Presses(pill, () => seen.isPlain(), {
      onAsk: () => this.#act('ask'),
      onMore: () => this.#unfold(),
      onHide: () => {
        this.#isHidden = true;
        this.#close();
      },
      onNotHere: () => this.#act('not-here'),
      onMove: (x, y) => {
        this.#moved = { x: this.#moved.x + x, y: this.#moved.y + y };
        this.#place();
      },
    });
    this.#held.show();
    this.#place();
  }

  #place(): void {
    const end = endOfSelection(this.#document);
    if (end === undefined || !this.#pill || !this.#held) return;
    const { width, height } = this.#pill.box.getBoundingClientRect();
    const free = freePlace(this.#document, end, { width, height });
    if (free === undefined) {
      this.#seen?.end();
      return this.#held.style({ visibility: 'hidden' });
    }
    const wished = { ...free, left: free.left + this.#moved.x, top: free.top + this.#moved.y };
    const { left, top } = within(wished, { width: innerWidth, height: innerHeight });
    this.#held.style({ left: `${left}px`, top: `${top}px`, visibility: 'visible' });
    this.#seen?.begin();
  }

  #unfold(): void {
    if (!this.#pill) return;
    const { more, menu } = this.#pill;
    const isOpen = more.getAttribute('aria-expanded') === 'true';
    more.setAttribute('aria-expanded', String(!isOpen));
    setStyle(menu, { display: isOpen ? 'none' : 'flex' });
    this.#place();
  }

  #act(word: 'ask' | 'not-here'): void {
    try {
      if (!this.#edges.isAlive()) throw new Error('updated');
      this.#edges.say(word);
    } catch {
      return this.#sayUpdated();
    }
    if (word === 'not-here') this.stop();
    else this.#close();
  }

  #sayUpdated(): void {
    if (!this.#pill) return;
    this.#pill.said.textContent = this.#edges.words.updated;
    setStyle(this.#pill.said, { display: 'block' });
    this.#place();
  }

  #close(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    this.#seen?.end();
    this.#held?.end();
    this.#pill = this.#seen = this.#held = undefined;
  }
}
