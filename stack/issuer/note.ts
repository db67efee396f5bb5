/**
 * The issuer's public word, signed: its note, and the directory of RFC 9578 for clients that know nothing of us. Both
 * are made when keys change and never for a request, so that everybody gets the same bytes.
 */
import { utf8, type Bytes } from '../../lib/bytes/index.ts';
import { formatDirectory, formatIssuerNote, type NoteKey } from '../../lib/credits/index.ts';
import { formatNote, signText } from '../../lib/settlement/index.ts';
import type { SigningKey } from '../ledger/private-key.ts';

export interface Published {
  readonly note: Bytes;
  readonly directory: Bytes;
  readonly keyConfig: Bytes;
}

export const REQUEST_PATH = '/token-request';

export async function publish(
  signing: SigningKey,
  facts: { name: string; service: string; keyConfig: Bytes; keys: readonly NoteKey[] },
  nowMs: number,
): Promise<Published> {
  const text = formatIssuerNote(facts);
  const signature = await signText(text, signing.key, signing.sign);
  const issuing = facts.keys.filter(({ stopMs }) => nowMs < stopMs);
  const listed = issuing.map(({ key, fromMs }) => ({
    key,
    notBefore: Math.floor(fromMs / 1000),
  }));
  return {
    note: formatNote(text, [signature]),
    directory: utf8(formatDirectory({ requestUri: REQUEST_PATH, keys: listed })),
    keyConfig: facts.keyConfig,
  };
}
