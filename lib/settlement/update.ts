/**
 * What a reader that holds one checkpoint of a log does when it is shown another.
 *
 *   larger, consistent              accept the new
 *   same size and root              accept (its cosignatures are newer)
 *   same size, other root           split view
 *   smaller, a prefix of ours       stale: keep ours
 *   smaller, no prefix              split view
 *   larger, proof fails or missing  unproven: keep ours, fetch again
 *
 * A split view is two signed notes of one origin that contradict each other; it convinces anyone, so both are
 * kept. Must never start over because of an error or a "new" log: a new log has a new origin and a new key.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { SettlementError } from './errors.ts';
import { verifyConsistency } from './verify-proof.ts';

export type UpdateVerdict =
  | { readonly verdict: 'accept'; readonly keep: SignedCheckpoint }
  | { readonly verdict: 'stale'; readonly keep: SignedCheckpoint }
  | { readonly verdict: 'unproven'; readonly keep: SignedCheckpoint }
  | {
      readonly verdict: 'split';
      readonly keep: SignedCheckpoint;
      readonly evidence: readonly [stored: Bytes, next: Bytes];
    };

/**
 * `proof` leads from the smaller tree to the larger. For a smaller `next` it must have been computed from tiles
 * that fold to the stored root (watch.ts does): a failure then contradicts the log, not the messenger.
 */
export async function judgeUpdate(
  stored: SignedCheckpoint | null,
  next: SignedCheckpoint,
  proof: readonly Bytes[],
): Promise<UpdateVerdict> {
  if (stored === null) return { verdict: 'accept', keep: next };
  if (stored.origin !== next.origin) throw new SettlementError('checkpoint-origin-wrong');
  if (next.size === stored.size) {
    return equal(next.root, stored.root) ? { verdict: 'accept', keep: next } : split(stored, next);
  }
  if (next.size > stored.size) {
    const isGrowth = await leads(stored, next, proof);
    return isGrowth ? { verdict: 'accept', keep: next } : { verdict: 'unproven', keep: stored };
  }
  // The empty tree is the beginning of every tree, and its checkpoint has been held to the one empty root.
  if (next.size === 0n || (await leads(next, stored, proof))) {
    return { verdict: 'stale', keep: stored };
  }
  return proof.length === 0 ? { verdict: 'unproven', keep: stored } : split(stored, next);
}

function leads(
  older: SignedCheckpoint,
  newer: SignedCheckpoint,
  proof: readonly Bytes[],
): Promise<boolean> {
  return verifyConsistency({
    from: older.size,
    fromRoot: older.root,
    to: newer.size,
    toRoot: newer.root,
    proof,
  });
}

function split(stored: SignedCheckpoint, next: SignedCheckpoint): UpdateVerdict {
  return { verdict: 'split', keep: stored, evidence: [stored.noteBytes, next.noteBytes] };
}
