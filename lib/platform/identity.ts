/** Who this extension is, for checks on who speaks to it. */
import { browser } from './browser.ts';

export interface OwnIdentity {
  readonly id: string;
  readonly pagesUrl: string;
}

export function ownIdentity(): OwnIdentity {
  return { id: browser.runtime.id, pagesUrl: browser.runtime.getURL('') };
}

export function extensionVersion(): string {
  return browser.runtime.getManifest().version;
}
