/** Which addresses of an answer may become links. The answer is hostile text: only web and mail addresses do. */

export interface SafeLink {
  href: string;
  /** What the person must be able to read before clicking; punycode for look-alike names. */
  host: string;
}

export function safeLink(address: string): SafeLink | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol === 'mailto:') return { href: url.href, host: url.pathname };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  // `https://bank.example@evil.example/` reads as the wrong host.
  url.username = '';
  url.password = '';
  return { href: url.href, host: url.host };
}
