/**
 * Whether the button can plainly be seen, and has been for long enough that a click on it was meant for it: pages lay
 * see-through things over an extension's button, fade it out, or slide it under a pointer that is about to click.
 * Chromium says itself whether anything is over an element, see-through to the pointer or not (Intersection Observer
 * version 2); elsewhere anything else in the top layer over it counts as a cover.
 */
import { overlaps, pointsOf, type Box } from './place.ts';

/** Shorter than it takes a person to see a thing, decide and press. */
export const LEAST_SEEN_MS = 400;

/** What a visible thing has, by computed style. */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  opacity: ['1'],
  visibility: ['visible'],
  filter: ['none', ''],
  transform: ['none', ''],
  'clip-path': ['none', ''],
  'mask-image': ['none', ''],
  'mix-blend-mode': ['normal', ''],
};

interface Watching extends IntersectionObserverInit {
  trackVisibility: boolean;
  delay: number;
}

/** True, false, or undefined where the browser does not say. */
function saysVisible(entry: IntersectionObserverEntry): boolean | undefined {
  const isVisible: unknown = Reflect.get(entry, 'isVisible');
  return typeof isVisible === 'boolean' ? isVisible : undefined;
}

export class Seen {
  readonly #host: HTMLElement;
  readonly #box: HTMLElement;
  readonly #now: () => number;
  readonly #observer: IntersectionObserver;
  /** Whether the browser says for itself what is covered. */
  #isTold = false;
  #sinceMs = Infinity;

  constructor(host: HTMLElement, box: HTMLElement, now: () => number) {
    this.#host = host;
    this.#box = box;
    this.#now = now;
    const options: Watching = { threshold: 1, trackVisibility: true, delay: 100 };
    this.#observer = new IntersectionObserver((entries) => this.#hear(entries), options);
  }

  /** It has been shown, or has moved: what was seen before counts no more. */
  begin(): void {
    this.#observer.disconnect();
    this.#sinceMs = this.#isTold ? Infinity : this.#now();
    this.#observer.observe(this.#box);
  }

  end(): void {
    this.#observer.disconnect();
    this.#sinceMs = Infinity;
  }

  /** True when it is plainly seen now and has been for long enough. */
  isPlain(): boolean {
    this.#hear(this.#observer.takeRecords());
    if (this.#now() - this.#sinceMs < LEAST_SEEN_MS) return false;
    const box = this.#box.getBoundingClientRect();
    return this.#host.isConnected && this.#isPlainStyle() && this.#isOnTop(box);
  }

  #hear(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const isVisible = saysVisible(entry);
      if (isVisible === undefined) continue;
      this.#isTold = true;
      if (!isVisible) this.#sinceMs = Infinity;
      else if (this.#sinceMs === Infinity) this.#sinceMs = this.#now();
    }
  }

  #isPlainStyle(): boolean {
    const style = getComputedStyle(this.#host);
    return Object.entries(PLAIN).every(([name, plain]) =>
      plain.includes(style.getPropertyValue(name)),
    );
  }

  #isOnTop(box: DOMRect): boolean {
    const document = this.#host.ownerDocument;
    const isHit = pointsOf(box).every(([x, y]) => document.elementFromPoint(x, y) === this.#host);
    return isHit && (this.#isTold || !this.#hasRivals(document, box));
  }

  /** Others in the top layer over it: which of them came later cannot be told. */
  #hasRivals(document: Document, box: Box): boolean {
    const others = document.querySelectorAll(':popover-open, :modal, :fullscreen');
    return [...others].some(
      (other) => other !== this.#host && overlaps(other.getBoundingClientRect(), box),
    );
  }
}
