/** Challenges, headers, and tokens that a gateway must refuse. */
import { toHex } from '../../lib/bytes/index.ts';
import {
  challengeDigest,
  encodeChallenge,
  formatChallengeHeader,
  parseChallenge,
  parseChallengeHeader,
  parseToken,
  readIssuerKey,
  tokenInput,
  verifyToken,
} from '../../lib/credits/index.ts';
import { concat, fromUtf8, u16 } from '../../lib/bytes/index.ts';
import { numberAt, type JsonRecord } from '../json.ts';
import { textAt } from './entry.ts';
import { expectRefused, expectSame } from './ohttp-expect.ts';
import { hexAt } from './privacypass-issuance.ts';

export async function checkAuthenticatorInput(entry: JsonRecord): Promise<void> {
  const type = hexAt(entry, 'token_type');
  const origins = fromUtf8(hexAt(entry, 'origin_info'));
  const challenge = encodeChallenge({
    tokenType: Number.parseInt(toHex(type), 16),
    issuerName: fromUtf8(hexAt(entry, 'issuer_name')),
    redemptionContext: hexAt(entry, 'redemption_context'),
    originNames: origins === '' ? [] : origins.split(','),
  });
  expectSame('round trip', toHex(encodeChallenge(parseChallenge(challenge))), toHex(challenge));
  const digest = await challengeDigest(challenge);
  const input = tokenInput(hexAt(entry, 'nonce'), digest, hexAt(entry, 'token_key_id'));
  // The layout is the same for every type; only the type itself differs.
  const typed = concat(u16(Number.parseInt(toHex(type), 16)), input.subarray(2));
  expectSame('input', toHex(typed), textAt(entry, 'token_authenticator_input'));
}

export function checkHeader(entry: JsonRecord): void {
  const parsed = parseChallengeHeader(textAt(entry, 'WWW-Authenticate'));
  const count = Object.keys(entry).filter((name) => name.startsWith('token-type-')).length;
  expectSame('count', parsed.length, count);
  for (const [i, challenge] of parsed.entries()) {
    const shown = [
      challenge.tokenType,
      toHex(challenge.challenge),
      challenge.tokenKey && toHex(challenge.tokenKey),
    ];
    const wanted = [
      `token-type-${String(i)}`,
      `token-challenge-${String(i)}`,
      `token-key-${String(i)}`,
    ];
    expectSame(
      `challenge ${String(i)}`,
      shown,
      wanted.map((name) => entry[name]),
    );
    const maxAge = `max-age-${String(i)}`;
    expectSame(
      maxAge,
      challenge.maxAgeSeconds,
      maxAge in entry ? numberAt(entry, maxAge) : undefined,
    );
    parseChallenge(challenge.challenge);
  }
  const again = parseChallengeHeader(formatChallengeHeader(parsed));
  expectSame(
    'written and read',
    again.map(({ challenge }) => toHex(challenge)),
    parsed.map(({ challenge }) => toHex(challenge)),
  );
}

/** A token that must be refused; or one that says it holds, in one of the usual words. */
export async function checkRedemption(entry: JsonRecord): Promise<void> {
  const key = await readIssuerKey(hexAt(entry, 'pkS'));
  const token = hexAt(entry, 'token');
  // Without a challenge the fault lies elsewhere, and the token's own digest is as good as any.
  const digest =
    typeof entry['token_challenge'] === 'string'
      ? await challengeDigest(hexAt(entry, 'token_challenge'))
      : token.slice(34, 66);
  const redemption = { keys: [key], challengeDigest: digest };
  if (isToBeAccepted(entry)) {
    await verifyToken(token, redemption);
    return;
  }
  await expectRefused(refusalOf(entry), () => verifyToken(token, redemption));
  if (entry['signatureIsValid'] === true) {
    const own = parseToken(token).challengeDigest;
    await verifyToken(token, { keys: [key], challengeDigest: own });
  }
}

function isToBeAccepted(entry: JsonRecord): boolean {
  const verdicts = [entry['accept'], entry['valid']].filter((said) => typeof said === 'boolean');
  if (verdicts.length > 0) return verdicts.every((said) => said);
  return !('mutation' in entry) && (entry['refusedAt'] ?? null) === null;
}

function refusalOf(entry: JsonRecord): string {
  return typeof entry['mutation'] === 'string' ? entry['mutation'] : 'token';
}
