/**
 * Keeps the button's element as it is on a page whose scripts change or remove it: mends it a few times, then gives up
 * and leaves, since two scripts that fight cost the person more than a missing button.
 */
import { setStyle } from './pill.ts';

/** Mended so often on one page; a page that goes on does not want it. */
const MOST_MENDINGS = 3;

export interface HeldHandlers {
  /** It is as it was; it has to be seen anew. */
  readonly onMended: () => void;
  /** The page does not let it be. */
  readonly onLost: () => void;
}

export class Held {
  readonly #host: HTMLElement;
  readonly #document: Document;
  readonly #handlers: HeldHandlers;
  readonly #observer: MutationObserver;
  #wanted = '';
  #mendings = 0;

  constructor(host: HTMLElement, document: Document, handlers: HeldHandlers) {
    this.#host = host;
    this.#document = document;
    this.#handlers = handlers;
    this.#observer = new MutationObserver(() => this.#mend());
  }

  show(): void {
    // On the root: what replaces the body does not take it along.
    this.#document.documentElement.append(this.#host);
    this.#host.showPopover();
    this.#wanted = this.#host.style.cssText;
    this.#observer.observe(this.#document.documentElement, { childList: true });
    this.#observer.observe(this.#host, { attributes: true, childList: true });
  }

  style(change: Readonly<Record<string, string>>): void {
    this.#check();
    setStyle(this.#host, change);
    this.#wanted = this.#host.style.cssText;
    this.#observer.takeRecords();
  }

  end(): void {
    this.#observer.disconnect();
    this.#host.remove();
  }

  /** What the page has changed before our own change is not to be taken for ours. */
  #check(): void {
    if (this.#observer.takeRecords().length > 0) this.#mend();
  }

  #isWhole(): boolean {
    return (
      this.#host.isConnected &&
      this.#host.matches(':popover-open') &&
      this.#host.style.cssText === this.#wanted &&
      this.#host.getAttributeNames().every((name) => name === 'style' || name === 'popover') &&
      this.#host.childNodes.length === 0
    );
  }

  #mend(): void {
    if (this.#isWhole()) return;
    this.#mendings += 1;
    if (this.#mendings > MOST_MENDINGS) return this.#handlers.onLost();
    for (const name of this.#host.getAttributeNames()) {
      if (name !== 'style' && name !== 'popover') this.#host.removeAttribute(name);
    }
    this.#host.replaceChildren();
    this.#host.style.cssText = this.#wanted;
    this.#host.popover = 'manual';
    if (!this.#host.isConnected) this.#document.documentElement.append(this.#host);
    if (!this.#host.matches(':popover-open')) this.#host.showPopover();
    this.#observer.takeRecords();
    this.#handlers.onMended();
  }
}
