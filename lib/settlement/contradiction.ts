/**
 * Two checkpoints that one log has signed and that cannot both be true: one size with two roots, or a smaller tree that is
 * no beginning of the larger one. It convinces anybody who has the log's verifier key, offline and for ever, so it is kept
 * and handed over as it is. Must never call anything a contradiction that a messenger could have made.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { openCheckpoint, type LogIdentity, type SignedCheckpoint } from './checkpoint.ts';
import { SettlementError } from './errors.ts';
import { HASH_LENGTH } from './hashing.ts';
import { foldPrefix } from './tree.ts';

export interface Contradiction {
  /** The two signed notes, verbatim: what was held, and what was shown. */
  readonly notes: readonly [held: Bytes, shown: Bytes];
  /**
   * A consistency proof of the larger tree, with the hash that RFC 6962 lets out where the smaller tree is complete: it
   * folds to the larger signed root, and to another root than the one that was signed for the smaller size.
   */
  readonly hashes: readonly Bytes[];
}

/** Opens both and throws 'log-not-contradicted' unless they contradict each other. */
export async function verifyContradiction(
  { notes: [held, shown], hashes }: Contradiction,
  identity: LogIdentity,
): Promise<{ older: SignedCheckpoint; newer: SignedCheckpoint }> {
  const first = await openCheckpoint(held, identity);
  const second = await openCheckpoint(shown, identity);
  const [older, newer] = second.size < first.size ? [second, first] : [first, second];
  if (hashes.some(({ length }) => length !== HASH_LENGTH)) throw notContradicted();
  const root = await foldPrefix(hashes, older.size, newer.size, newer.root);
  if (root === undefined || equal(root, older.root)) throw notContradicted();
  return { older, newer };
}

function notContradicted(): SettlementError {
  return new SettlementError('log-not-contradicted');
}
