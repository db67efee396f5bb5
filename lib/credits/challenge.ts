/**
 * TokenChallenge (RFC 9577 section 2.1.1), whose hash every token carries:
 *
 *   u16 type | u16 length, issuer name (1..) | u8 length, redemption context (0 or 32) | u16 length, origin info
 *
 * The credits of one service have one challenge, with an empty context and one origin name, hence one digest that both
 * sides compute once. Must never hold anything that differs from person to person: whatever splits digests splits the
 * crowd in which a token hides.
 */
import { concat, fromUtf8, Reader, u16, u8, utf8, type Bytes } from '../bytes/index.ts';
import { CreditsError } from './errors.ts';
import { sha256 } from './issuer-key.ts';

export interface TokenChallenge {
  readonly tokenType: number;
  readonly issuerName: string;
  /** Empty or 32 bytes. */
  readonly redemptionContext: Bytes;
  readonly originNames: readonly string[];
}

export const TOKEN_TYPE = 0x0002;

/** The one challenge of a service that takes credits. */
export function serviceChallenge(issuerName: string, originName: string): TokenChallenge {
  return {
    tokenType: TOKEN_TYPE,
    issuerName,
    redemptionContext: new Uint8Array(0),
    originNames: [originName],
  };
}

export function encodeChallenge(challenge: TokenChallenge): Bytes {
  const issuer = utf8(challenge.issuerName);
  const origins = utf8(challenge.originNames.join(','));
  const context = challenge.redemptionContext;
  const isBad =
    issuer.length === 0 ||
    issuer.length > 0xffff ||
    origins.length > 0xffff ||
    (context.length !== 0 && context.length !== 32) ||
    challenge.originNames.some((name) => name === '' || name.includes(','));
  if (isBad) throw new CreditsError('challenge-invalid');
  return concat(
    ...[u16(challenge.tokenType), u16(issuer.length), issuer],
    ...[u8(context.length), context, u16(origins.length), origins],
  );
}

export function parseChallenge(bytes: Bytes): TokenChallenge {
  try {
    const reader = new Reader(bytes);
    const tokenType = reader.u16();
    const issuerName = fromUtf8(reader.bytes(reader.u16()));
    const redemptionContext = reader.bytes(reader.u8());
    const origins = fromUtf8(reader.bytes(reader.u16()));
    const originNames = origins === '' ? [] : origins.split(',');
    const challenge = { tokenType, issuerName, redemptionContext, originNames };
    if (!reader.done) throw new CreditsError('challenge-invalid', 'trailing bytes');
    encodeChallenge(challenge);
    return challenge;
  } catch (cause) {
    if (cause instanceof CreditsError) throw cause;
    throw new CreditsError('challenge-invalid', undefined, { cause });
  }
}

/** SHA-256 of a challenge in bytes. */
export async function challengeDigest(challenge: Bytes): Promise<Bytes> {
  return sha256(challenge);
}
