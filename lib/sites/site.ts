/**
 * A site on which the selection button may be shown: scheme and host, since that is what a browser grants (match patterns
 * name no port). Must never stand for more than one host.
 */

/** `https://example.org`; plain http only on this very machine, which is what the manifest allows to ask for. */
export type Site = string;

const SITE = /^(?:https:\/\/[^/?#@:*\s]+|http:\/\/(?:localhost|127\.0\.0\.1))$/;

export function isSite(value: unknown): value is Site {
  return typeof value === 'string' && value.length <= 300 && SITE.test(value);
}

/** The site of an address, as a page has it or as a person types it; null for one that no button can be shown on. */
export function siteOf(address: string): Site | null {
  const words = address.trim();
  const whole = /^[a-z][a-z0-9+.-]*:/i.test(words) ? words : `https://${words}`;
  if (!URL.canParse(whole)) return null;
  const { protocol, hostname } = new URL(whole);
  const site = `${protocol}//${hostname}`;
  return isSite(site) ? site : null;
}

export function patternOf(site: Site): string {
  return `${site}/*`;
}
