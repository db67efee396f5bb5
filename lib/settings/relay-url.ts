/**
 * The relay's address: which ones a person may set, and which count as this very machine.
 * RFC 9458 section 6 wants HTTPS to the relay; loopback is the one exception, for the desk and its tests.
 */
import { SettingsError } from './errors.ts';

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** The address in its one normal form (origin and path, no slash at the end). Throws SettingsError. */
export function normaliseRelayUrl(address: string): string {
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch (cause) {
    throw new SettingsError('relay-url-invalid', undefined, { cause });
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new SettingsError('relay-url-invalid', 'scheme');
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new SettingsError('relay-url-invalid', 'credentials, query or fragment');
  }
  if (url.protocol === 'http:' && !LOOPBACK_HOSTS.has(url.hostname)) {
    throw new SettingsError('relay-url-insecure');
  }
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

/** True when the address is this machine itself. The names are compared whole: `localhost.example` is no loopback. */
export function isLoopbackRelay(relayUrl: string): boolean {
  return URL.canParse(relayUrl) && LOOPBACK_HOSTS.has(new URL(relayUrl).hostname);
}

/** Host and port as people read them, or nothing for an address that is not set. */
export function relayHostOf(relayUrl: string): string {
  return URL.canParse(relayUrl) ? new URL(relayUrl).host : '';
}
