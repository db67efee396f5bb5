/**
 * Checks inclusion and consistency proofs, RFC 9162 sections 2.1.3.2 and 2.1.4.2, step by step as written.
 * A proof alone says nothing: root and size must come from one verified checkpoint, the leaf hash from bytes
 * that the reader has. Must never say yes to a question that makes no sense.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { EMPTY_ROOT, HASH_LENGTH, nodeHash } from './hashing.ts';

export interface InclusionClaim {
  readonly leafHash: Bytes;
  readonly index: bigint;
  readonly size: bigint;
  readonly root: Bytes;
  readonly proof: readonly Bytes[];
}

export interface ConsistencyClaim {
  readonly from: bigint;
  readonly fromRoot: Bytes;
  readonly to: bigint;
  readonly toRoot: Bytes;
  readonly proof: readonly Bytes[];
}

/** A tree of at most 2^63-1 leaves never needs more hashes. */
const MAX_PROOF_HASHES = 64;

/** True when the leaf stands at that index of the tree with that root. */
export async function verifyInclusion(claim: InclusionClaim): Promise<boolean> {
  const { leafHash, index, size, root, proof } = claim;
  if (index < 0n || index >= size || !areHashes([leafHash, root, ...proof])) return false;
  let [fn, sn, r] = [index, size - 1n, leafHash];
  for (const p of proof) {
    if (sn === 0n) return false;
    if (isOdd(fn) || fn === sn) {
      r = await nodeHash(p, r);
      [fn, sn] = dropRightEdge(fn, sn);
    } else {
      r = await nodeHash(r, p);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n && equal(r, root);
}

/** True when the tree with `fromRoot` is the beginning of the tree with `toRoot`. */
export async function verifyConsistency(claim: ConsistencyClaim): Promise<boolean> {
  const { from, fromRoot, to, toRoot, proof } = claim;
  if (from < 0n || from > to || !areHashes([fromRoot, toRoot, ...proof])) return false;
  if (to === 0n && !equal(toRoot, EMPTY_ROOT)) return false;
  // Nothing to prove does not mean nothing to compare.
  if (from === to) return proof.length === 0 && equal(fromRoot, toRoot);
  if (from === 0n) return proof.length === 0 && equal(fromRoot, EMPTY_ROOT);
  const isComplete = (from & (from - 1n)) === 0n;
  // A complete old tree still needs at least one hash to grow by.
  const [first, ...rest] = isComplete && proof.length > 0 ? [fromRoot, ...proof] : proof;
  if (first === undefined) return false;
  const roots = await foldConsistency(from, to, first, rest);
  return roots !== undefined && equal(roots.older, fromRoot) && equal(roots.newer, toRoot);
}

/**
 * Folds a proof for 0 < from < to whose first hash is the largest complete subtree at the old tree's right edge.
 * When `newer` is a signed root, `older` is the true root of that tree's first `from` leaves, whoever sent the
 * hashes. Undefined when the proof has the wrong length.
 */
export async function foldConsistency(
  from: bigint,
  to: bigint,
  first: Bytes,
  rest: readonly Bytes[],
): Promise<{ older: Bytes; newer: Bytes } | undefined> {
  let [fn, sn, fr, sr] = [from - 1n, to - 1n, first, first];
  while (isOdd(fn)) {
    fn >>= 1n;
    sn >>= 1n;
  }
  for (const c of rest) {
    if (sn === 0n) return undefined;
    if (isOdd(fn) || fn === sn) {
      fr = await nodeHash(c, fr);
      sr = await nodeHash(c, sr);
      [fn, sn] = dropRightEdge(fn, sn);
    } else {
      sr = await nodeHash(sr, c);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? { older: fr, newer: sr } : undefined;
}

/** At the right edge the levels without a sibling have no hash in the proof. */
function dropRightEdge(fn: bigint, sn: bigint): [bigint, bigint] {
  while (!isOdd(fn) && fn !== 0n) {
    fn >>= 1n;
    sn >>= 1n;
  }
  return [fn, sn];
}

function isOdd(n: bigint): boolean {
  return (n & 1n) === 1n;
}

function areHashes(values: readonly Bytes[]): boolean {
  return (
    values.length <= MAX_PROOF_HASHES + 2 && values.every((value) => value.length === HASH_LENGTH)
  );
}
