/**
 * Who may speak to the worker: our own extension pages and nobody else, not even a script of ours inside a web page.
 * Must never decide by anything that the sender wrote into the message itself.
 */
import type { Home } from '../settings/index.ts';
import { MessagesError } from './errors.ts';

/** What the browser says of a sender. */
export interface Sender {
  readonly id?: string | undefined;
  readonly url?: string | undefined;
  /** Set for a page in a tab, absent for the popup. */
  readonly tab?: unknown;
}

/** Who we are: the extension's id, and the address under which its pages live (`chrome-extension://ID/`). */
export interface Identity {
  readonly id: string;
  readonly pagesUrl: string;
}

/** Throws MessagesError 'sender-refused' unless one of our own pages is speaking. */
export function requireOwnPage(sender: Sender | undefined, self: Identity): void {
  // A content script has our id but the page's url; another extension has its own id; a web page has no id at all.
  const isOurs = sender?.id === self.id && sender.url?.startsWith(self.pagesUrl) === true;
  if (!isOurs || !self.pagesUrl.endsWith('/')) throw new MessagesError('sender-refused');
}

const HOME_PAGES: Readonly<Record<string, Home>> = {
  'popup.html': 'popup',
  'sidepanel.html': 'side',
  'tab.html': 'tab',
};

/** Which home of the app a page of ours is, by the address that the browser gives for it. */
export function homeOf(sender: Sender | undefined, self: Identity): Home | undefined {
  const path = sender?.url?.slice(self.pagesUrl.length).split(/[?#]/)[0] ?? '';
  return HOME_PAGES[path];
}
