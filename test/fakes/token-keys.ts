/**
 * Keys that sign credits, drawn once for a whole test file: drawing one takes longer than most tests. Each issuer gets
 * them in the same order, so that issuers that must not share a key draw their own.
 */
import { makeTokenKey, type TokenKey } from '../../stack/issuer/token-key.ts';

const drawn: Promise<TokenKey>[] = [];

export function sharedKeys(): () => Promise<TokenKey> {
  let next = 0;
  return () => (drawn[next++] ??= makeTokenKey());
}
