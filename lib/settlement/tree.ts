/**
 * A Merkle tree as RFC 6962 section 2.1 cuts it: roots and proofs out of complete subtrees, whoever stores
 * those. Sizes and indexes are bigint throughout: trees pass 2^31 and 2^53, where numbers round.
 * Must never trust the subtree hashes it is handed: only a root that a signed checkpoint names decides.
 */
import { equal, type Bytes } from '../bytes/index.ts';
import { SettlementError } from './errors.ts';
import { EMPTY_ROOT, nodeHash } from './hashing.ts';
import { foldConsistency } from './verify-proof.ts';

/** Reads the root of the leaves [index * 2^height, (index + 1) * 2^height). */
export type NodeReader = (height: number, index: bigint) => Promise<Bytes>;

/** The largest power of two strictly below n, as its exponent; n must be above 1. */
function splitHeight(n: bigint): number {
  return (n - 1n).toString(2).length - 1;
}

/** MTH(D[begin:end]) for a range that the recursion of RFC 6962 reaches, so that its parts are aligned. */
async function rangeHash(node: NodeReader, begin: bigint, end: bigint): Promise<Bytes> {
  const length = end - begin;
  if (length <= 0n) throw new SettlementError('tree-range-invalid');
  if (length === 1n) return node(0, begin);
  const height = splitHeight(length);
  const middle = begin + (1n << BigInt(height));
  if (end - middle === middle - begin) return node(height + 1, begin >> BigInt(height + 1));
  // The left part is complete, the right one is cut again.
  const left = await node(height, begin >> BigInt(height));
  return nodeHash(left, await rangeHash(node, middle, end));
}

/** The root of the first `size` leaves. */
export async function computeRoot(node: NodeReader, size: bigint): Promise<Bytes> {
  return size === 0n ? EMPTY_ROOT : rangeHash(node, 0n, size);
}

/** PATH(index, D[size]), RFC 6962 section 2.1.1: from the leaf's sibling upwards. */
export async function computeInclusionProof(
  node: NodeReader,
  index: bigint,
  size: bigint,
): Promise<Bytes[]> {
  if (index < 0n || index >= size) throw new SettlementError('tree-range-invalid');
  const proof: Bytes[] = [];
  let [begin, end] = [0n, size];
  while (end - begin > 1n) {
    const middle = begin + (1n << BigInt(splitHeight(end - begin)));
    if (index < middle) {
      proof.push(await rangeHash(node, middle, end));
      end = middle;
    } else {
      proof.push(await rangeHash(node, begin, middle));
      begin = middle;
    }
  }
  return proof.reverse();
}

/** PROOF(from, D[to]), RFC 6962 section 2.1.2; empty when there is nothing to prove but equal roots. */
export async function computeConsistencyProof(
  node: NodeReader,
  from: bigint,
  to: bigint,
): Promise<Bytes[]> {
  if (from < 0n || from > to) throw new SettlementError('tree-range-invalid');
  if (from === 0n || from === to) return [];
  const [first, ...rest] = await computeFullConsistency(node, from, to);
  // The reader of the proof has the old root itself when the old tree is one complete subtree.
  const isComplete = (from & (from - 1n)) === 0n;
  return isComplete || first === undefined ? rest : [first, ...rest];
}

/** SUBPROOF(from, D[to], false) for 0 < from < to: the same proof with its first hash never left out. */
async function computeFullConsistency(
  node: NodeReader,
  from: bigint,
  to: bigint,
): Promise<Bytes[]> {
  const proof: Bytes[] = [];
  let [begin, end] = [0n, to];
  while (from !== end) {
    const middle = begin + (1n << BigInt(splitHeight(end - begin)));
    if (from <= middle) {
      proof.push(await rangeHash(node, middle, end));
      end = middle;
    } else {
      proof.push(await rangeHash(node, begin, middle));
      begin = middle;
    }
  }
  proof.push(await rangeHash(node, begin, end));
  return proof.reverse();
}

export interface ProvenPrefix {
  readonly root: Bytes;
  /** What shows it to anybody who has the signed root (contradiction.ts); empty where the root itself does. */
  readonly hashes: readonly Bytes[];
}

/**
 * The root of the first `from` leaves of the tree with that signed root, or undefined when the hashes that were
 * read do not fold to it. What is returned is as certain as the signed root: no reader can bend it.
 */
export async function provePrefix(
  node: NodeReader,
  from: bigint,
  to: bigint,
  toRoot: Bytes,
): Promise<ProvenPrefix | undefined> {
  if (from < 0n || from > to) throw new SettlementError('tree-range-invalid');
  const isPlain = from === 0n || from === to;
  const hashes = isPlain ? [] : await computeFullConsistency(node, from, to);
  const root = await foldPrefix(hashes, from, to, toRoot);
  return root === undefined ? undefined : { root, hashes };
}

/** The same from the hashes alone, whoever sent them. */
export async function foldPrefix(
  hashes: readonly Bytes[],
  from: bigint,
  to: bigint,
  toRoot: Bytes,
): Promise<Bytes | undefined> {
  if (from === 0n) return EMPTY_ROOT;
  if (from === to) return toRoot;
  const [first, ...rest] = hashes;
  if (first === undefined) return undefined;
  const roots = await foldConsistency(from, to, first, rest);
  return roots !== undefined && equal(roots.newer, toRoot) ? roots.older : undefined;
}
