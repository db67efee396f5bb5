/**
 * The hosts that a person set: the relay's, and what else its network is reached at. Asked for in a click on the
 * settings page, all in one question, never at install; given back when they are set no longer.
 */
import { browser } from './browser.ts';

/** The match pattern of a relay's host; match patterns name no port (Chrome and Firefox grant them all). */
export function relayPattern(relayUrl: string): string {
  const { protocol, hostname } = new URL(relayUrl);
  return `${protocol}//${hostname}/*`;
}

export async function mayReachRelay(relayUrl: string): Promise<boolean> {
  return browser.permissions.contains({ origins: [relayPattern(relayUrl)] });
}

/** Must be the first call in the click's task: one earlier await loses the gesture. */
export async function requestHosts(urls: readonly string[]): Promise<boolean> {
  return browser.permissions.request({ origins: [...new Set(urls.map(relayPattern))] });
}

/** Gives hosts back that are not set any more. What the manifest itself grants cannot be given back: then nothing is done. */
export async function giveBackHosts(urls: readonly string[]): Promise<void> {
  for (const origin of new Set(urls.map(relayPattern))) {
    // One by one: a host that the manifest grants must not keep the others.
    await browser.permissions.remove({ origins: [origin] }).catch(() => false);
  }
}

/** Calls back when a grant came or went, or something was stored; the returned function ends it. */
export function onGrantsOrStore(hear: () => void): () => void {
  const { permissions, storage } = browser;
  permissions.onAdded.addListener(hear);
  permissions.onRemoved.addListener(hear);
  storage.local.onChanged.addListener(hear);
  return () => {
    permissions.onAdded.removeListener(hear);
    permissions.onRemoved.removeListener(hear);
    storage.local.onChanged.removeListener(hear);
  };
}
