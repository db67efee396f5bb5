/** An aside without a browser: the real jobs behind a line of JSON, which can be cut or garbled. */
import {
  Aside,
  asidePlaces,
  serveAside,
  type AsideHandlers,
  type AsideLine,
  type Place,
} from '../../lib/aside/index.ts';

export class FakeAside {
  readonly aside: Aside;
  /** How often a line was opened and closed. */
  opened = 0;
  closed = 0;
  /** Set to refuse the next openings. */
  isBroken = false;
  /** Everything that crossed over, as text. */
  readonly words: string[] = [];
  #handlers: AsideHandlers | undefined;

  constructor(places: readonly Place[] = asidePlaces()) {
    this.aside = new Aside((handlers) => this.#open(places, handlers));
  }

  /** The aside dies without a word. */
  kill(): void {
    const handlers = this.#handlers;
    this.#handlers = undefined;
    handlers?.onClose();
  }

  /** Says something that no aside of ours says. */
  babble(message: unknown): void {
    this.#handlers?.onMessage(message);
  }

  async #open(places: readonly Place[], handlers: AsideHandlers): Promise<AsideLine> {
    if (this.isBroken) throw new Error('no aside today');
    this.opened += 1;
    this.#handlers = handlers;
    const isThere = (): boolean => this.#handlers === handlers;
    const take = serveAside(places, (message) => {
      const words = this.#carried(message);
      queueMicrotask(() => isThere() && handlers.onMessage(JSON.parse(words)));
    });
    return {
      post: (message) => {
        const words = this.#carried(message);
        queueMicrotask(() => isThere() && take(JSON.parse(words)));
      },
      close: () => {
        if (isThere()) this.#handlers = undefined;
        this.closed += 1;
      },
    };
  }

  #carried(message: unknown): string {
    const words = JSON.stringify(message);
    this.words.push(words);
    return words;
  }
}
