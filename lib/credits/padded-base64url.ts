/**
 * base64url as Privacy Pass writes it: with padding (RFC 9577 section 2.1). Senders leave it away, so both forms are
 * read. Must never accept a third: too much or too little padding is a fault.
 */
import { fromBase64Url, toBase64Url, type Bytes } from '../bytes/index.ts';
import { CreditsError, type CreditsErrorCode } from './errors.ts';

export function toPadded(bytes: Bytes): string {
  const text = toBase64Url(bytes);
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

export function fromPadded(text: string, code: CreditsErrorCode): Bytes {
  const bare = text.replace(/={1,2}$/, '');
  if (bare !== text && text.length % 4 !== 0) throw new CreditsError(code, 'padding');
  try {
    return fromBase64Url(bare);
  } catch (cause) {
    throw new CreditsError(code, 'base64url', { cause });
  }
}
