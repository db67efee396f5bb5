/** Two ends of one port, as runtime.connect makes them. Messages are cloned and arrive in a later turn. */
import type { PortLike, Sender } from '../../lib/messages/index.ts';

type Listener = (message: unknown) => void;

export class FakePort implements PortLike {
  readonly name: string;
  readonly sender: Sender | undefined;
  readonly received: unknown[] = [];
  isOpen = true;
  #peer: FakePort | undefined;
  readonly #onMessage: Listener[] = [];
  readonly #onDisconnect: (() => void)[] = [];

  constructor(name: string, sender?: Sender) {
    this.name = name;
    this.sender = sender;
  }

  /** The page's end and the worker's, which knows who is speaking. */
  static pair(name: string, sender: Sender): { page: FakePort; worker: FakePort } {
    const page = new FakePort(name);
    const worker = new FakePort(name, sender);
    page.#peer = worker;
    worker.#peer = page;
    return { page, worker };
  }

  readonly onMessage = {
    addListener: (listener: Listener): void => void this.#onMessage.push(listener),
  };
  readonly onDisconnect = {
    addListener: (listener: () => void): void => void this.#onDisconnect.push(listener),
  };

  postMessage(message: unknown): void {
    if (!this.isOpen) throw new Error('Attempting to use a disconnected port object');
    const copy: unknown = structuredClone(message);
    const peer = this.#peer;
    queueMicrotask(() => {
      if (peer !== undefined) peer.#deliver(copy);
    });
  }

  /** Ends the port; only the other end hears of it. */
  disconnect(): void {
    this.isOpen = false;
    const peer = this.#peer;
    if (peer === undefined || !peer.isOpen) return;
    peer.isOpen = false;
    for (const listener of peer.#onDisconnect) listener();
  }

  #deliver(message: unknown): void {
    if (!this.isOpen) return;
    this.received.push(message);
    for (const listener of this.#onMessage) listener(message);
  }
}
