/**
 * The two ends of the port. The worker's end refuses strangers and closes on the first bad message; the page's end
 * says when the worker is lost, because a dying worker sends no farewell.
 * Must never hand on a value that has not been parsed.
 */
import type { Home } from '../settings/index.ts';
import { homeOf, requireOwnPage, type Identity, type Sender } from './guard.ts';
import { parseFromWorker, parseToWorker } from './parse.ts';
import { PORT_NAME, type FromWorker, type LockCommand, type ToWorker } from './protocol.ts';

interface Listeners<A extends readonly unknown[]> {
  addListener(listener: (...args: A) => void): void;
}

/** What this needs of a runtime.Port. */
export interface PortLike {
  readonly name: string;
  readonly sender?: Sender | undefined;
  postMessage(message: unknown): void;
  disconnect(): void;
  readonly onMessage: Listeners<[message: unknown]>;
  readonly onDisconnect: Listeners<[]>;
}

export interface PageHandlers<Command = ToWorker> {
  onMessage(message: Command): void;
  onClose(): void;
}

/** The worker's hand on one open page. */
export interface PageLink {
  /** The popup, opened over a page by a gesture: not a page of ours in a tab. */
  readonly isPopup: boolean;
  /** The home of the app that it is, if it is one. */
  readonly home?: Home | undefined;
  /** A person can see it, as far as it has said. */
  isSeen(): boolean;
  post(message: FromWorker): void;
}

/** Takes up a page's port. Returns undefined for a port of another name, and for a stranger, whose port it closes. */
export function acceptPage(
  port: PortLike,
  self: Identity,
  handlersFor: (page: PageLink) => PageHandlers<ToWorker | LockCommand>,
): PageLink | undefined {
  if (port.name !== PORT_NAME || !isOwn(port, self)) return undefined;
  let [isOpen, isSeen] = [true, true];
  const home = homeOf(port.sender, self);
  // Posting to a port that closed meanwhile throws; a closed view is no reason to fail an ask.
  const page: PageLink = {
    isPopup: home === 'popup' && port.sender?.tab === undefined,
    home,
    isSeen: () => isSeen,
    post: (message) => void (isOpen && port.postMessage(message)),
  };
  const handlers = handlersFor(page);
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    handlers.onClose();
  };
  port.onDisconnect.addListener(close);
  port.onMessage.addListener((message) => {
    let command: ToWorker | LockCommand;
    try {
      command = parseToWorker(message);
    } catch {
      close();
      port.disconnect();
      return;
    }
    if (command.type === 'page/seen') ({ isSeen } = command);
    handlers.onMessage(command);
  });
  return page;
}

function isOwn(port: PortLike, self: Identity): boolean {
  try {
    requireOwnPage(port.sender, self);
    return true;
  } catch {
    port.disconnect();
    return false;
  }
}

/** The page's hand on the worker. */
export interface WorkerLink {
  send(command: ToWorker | LockCommand): void;
  close(): void;
}

export interface WorkerHandlers {
  onMessage(message: FromWorker): void;
  /** The worker died or was replaced; connect anew to go on. */
  onLost(): void;
}

export function connectWorker(port: PortLike, handlers: WorkerHandlers): WorkerLink {
  let isOpen = true;
  const lose = (): void => {
    if (!isOpen) return;
    isOpen = false;
    handlers.onLost();
  };
  port.onDisconnect.addListener(lose);
  port.onMessage.addListener((message) => {
    if (isOpen) handlers.onMessage(parseFromWorker(message));
  });
  return {
    send: (command) => void (isOpen && port.postMessage(command)),
    close: () => {
      isOpen = false;
      port.disconnect();
    },
  };
}
