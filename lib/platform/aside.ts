/**
 * The way to the aside (lib/aside). Firefox's event page starts the web worker itself; a service worker may not, so
 * Chrome gets an offscreen document that does, and opens a port to us. Only that very document is listened to on that
 * port: its address comes from the browser, not from what it says. Must never know what is said.
 */
import { browser, type Runtime } from './browser.ts';
import { PlatformError } from './errors.ts';
import { ownIdentity, type OwnIdentity } from './identity.ts';

export interface AsideHandlers {
  readonly onMessage: (message: unknown) => void;
  readonly onClose: () => void;
}

export interface AsideLine {
  post(message: unknown): void;
  close(): void;
}

export const ASIDE_PORT = 'sotto-aside';
const HOST_PAGE = 'aside-host.html';
const SCRIPT = '/aside.js';
const OPENING_MS = 10_000;

export function openAside(handlers: AsideHandlers): Promise<AsideLine> {
  if (typeof Worker === 'function') return Promise.resolve(startAside(handlers));
  return openOffscreen(handlers);
}

/** A web worker of our own script; closed when it fails. */
function startAside({ onMessage, onClose }: AsideHandlers): AsideLine {
  const worker = new Worker(SCRIPT);
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onerror = () => {
    worker.terminate();
    onClose();
  };
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() };
}

/** In the offscreen document: starts the aside and passes words on, until either side ends. */
export function hostAside(end: () => void): void {
  const port = browser.runtime.connect({ name: ASIDE_PORT });
  const line = startAside({
    onMessage: (message) => port.postMessage(message),
    onClose: () => {
      port.disconnect();
      end();
    },
  });
  port.onMessage.addListener((message) => line.post(message));
  // The worker has died or wants us no more: a document that nobody speaks to must not stay.
  port.onDisconnect.addListener(() => {
    line.close();
    end();
  });
}

type TakePort = (port: Runtime.Port) => void;
let awaited: TakePort | undefined;

/** Takes up the host's port. False for a port of another name; a stranger's is closed. */
export function takeAsidePort(port: Runtime.Port): boolean {
  if (port.name !== ASIDE_PORT) return false;
  if (awaited !== undefined && isAsideHost(port.sender, ownIdentity())) awaited(port);
  else port.disconnect();
  return true;
}

interface Sender {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  readonly tab?: unknown;
}

/** The offscreen document itself: not another page of ours, nor the same page opened in a tab. */
export function isAsideHost(sender: Sender | undefined, self: OwnIdentity): boolean {
  return (
    sender?.id === self.id &&
    sender.url === `${self.pagesUrl}${HOST_PAGE}` &&
    sender.tab === undefined
  );
}

async function openOffscreen({ onMessage, onClose }: AsideHandlers): Promise<AsideLine> {
  const offscreen = offscreenApi();
  const arriving = new Promise<Runtime.Port>((resolve, reject) => {
    awaited = resolve;
    setTimeout(() => reject(new PlatformError('aside-not-opened')), OPENING_MS);
  });
  arriving.catch(() => undefined);
  try {
    // There may be one left of a worker that died: its port is not ours.
    await offscreen.closeDocument().catch(() => undefined);
    await offscreen.createDocument({
      url: HOST_PAGE,
      reasons: ['WORKERS'],
      justification: 'Checks of proofs that take too long, or need too much code, for the worker.',
    });
    const port = await arriving;
    port.onMessage.addListener((message) => onMessage(message));
    port.onDisconnect.addListener(() => onClose());
    const close = (): void => {
      port.disconnect();
      void offscreen.closeDocument().catch(() => undefined);
    };
    return { post: (message) => port.postMessage(message), close };
  } catch (cause) {
    throw new PlatformError('aside-not-opened', undefined, { cause });
  } finally {
    awaited = undefined;
  }
}

/** The part of Chrome's API that is used; the polyfill's types, made for both browsers, lack it. */
interface Offscreen {
  createDocument(document: {
    url: string;
    reasons: string[];
    justification: string;
  }): Promise<void>;
  closeDocument(): Promise<void>;
}

function isOffscreen(value: unknown): value is Offscreen {
  return typeof value === 'object' && value !== null && 'createDocument' in value;
}

function offscreenApi(): Offscreen {
  const api: unknown = Reflect.get(browser, 'offscreen');
  if (!isOffscreen(api)) throw new PlatformError('aside-not-opened');
  return api;
}
