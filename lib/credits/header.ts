/**
 * The `PrivateToken` scheme (RFC 9577 sections 2.1 and 2.2):
 *
 *   WWW-Authenticate: PrivateToken challenge="…", token-key="…"[, max-age="n"]      base64url with padding
 *   Authorization:    PrivateToken token="…"                                        354 bytes: 472 characters, no padding
 *
 * Must never answer a challenge that a page or an unknown gateway sent: the device knows its one challenge beforehand.
 */
import type { Bytes } from '../bytes/index.ts';
import { parseAuthList } from './auth-params.ts';
import { CreditsError } from './errors.ts';
import { fromPadded, toPadded } from './padded-base64url.ts';

export interface ChallengeHeader {
  readonly tokenType: number;
  /** TokenChallenge in bytes, as it is hashed. */
  readonly challenge: Bytes;
  readonly tokenKey: Bytes | undefined;
  readonly maxAgeSeconds: number | undefined;
}

const SCHEME = 'privatetoken';

/** The PrivateToken challenges among those of a header; unknown parameters are passed over, as the RFC asks. */
export function parseChallengeHeader(header: string): ChallengeHeader[] {
  const items = parseAuthList(header).filter(({ scheme }) => scheme === SCHEME);
  return items.map(({ params }) => {
    const challenge = decoded(params.get('challenge'));
    const key = params.get('token-key');
    const maxAge = params.get('max-age');
    if (challenge.length < 2 || (maxAge !== undefined && !/^\d{1,10}$/.test(maxAge))) fail('value');
    return {
      tokenType: (challenge[0] ?? 0) * 256 + (challenge[1] ?? 0),
      challenge,
      tokenKey: key === undefined ? undefined : decoded(key),
      maxAgeSeconds: maxAge === undefined ? undefined : Number(maxAge),
    };
  });
}

export function formatChallengeHeader(
  challenges: readonly Omit<ChallengeHeader, 'tokenType'>[],
): string {
  return challenges
    .map(({ challenge, tokenKey, maxAgeSeconds }) => {
      const params = [`challenge="${toPadded(challenge)}"`];
      if (tokenKey !== undefined) params.push(`token-key="${toPadded(tokenKey)}"`);
      if (maxAgeSeconds !== undefined) params.push(`max-age="${maxAgeSeconds}"`);
      return `PrivateToken ${params.join(', ')}`;
    })
    .join(', ');
}

export function formatTokenHeader(token: Bytes): string {
  return `PrivateToken token="${toPadded(token)}"`;
}

/** The token's bytes, of whatever length: `verifyToken` says what is wrong with them. */
export function parseTokenHeader(header: string): Bytes {
  const items = parseAuthList(header);
  const [item] = items;
  if (items.length !== 1 || item?.scheme !== SCHEME) return fail('scheme');
  return decoded(item.params.get('token'));
}

function decoded(text: string | undefined): Bytes {
  return text === undefined ? fail('parameter missing') : fromPadded(text, 'header-invalid');
}

function fail(detail: string): never {
  throw new CreditsError('header-invalid', detail);
}
