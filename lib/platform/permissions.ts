/**
 * The one host permission there is: the relay's. Asked for in a click on the settings page, never at install.
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
export async function requestRelayHost(relayUrl: string): Promise<boolean> {
  return browser.permissions.request({ origins: [relayPattern(relayUrl)] });
}

/** Gives a host back that is not set any more. What the manifest itself grants cannot be given back: then nothing is done. */
export async function giveBackHost(relayUrl: string): Promise<void> {
  await browser.permissions.remove({ origins: [relayPattern(relayUrl)] }).catch(() => false);
}
