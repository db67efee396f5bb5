/**
 * Whether a request brings the secret that two parts of the stack agreed on, as a bearer token (RFC 6750 section 2.1).
 * Compared as digests, so that neither length nor content shows in the time it takes.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Incoming } from './message.ts';

export function hasBearer({ headers }: Pick<Incoming, 'headers'>, token: string): boolean {
  return timingSafeEqual(digest(`Bearer ${token}`), digest(headers.authorization ?? ''));
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
