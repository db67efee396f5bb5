/**
 * Looks for leaves in a signed tree by reading whole level 0 tiles, and proves their places. The receipt carries no
 * index, because logs promise no order within a batch. Must never trust a tile that the signed root does not cover.
 */
import { equal, toHex, type Bytes } from '../bytes/index.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { SettlementError } from './errors.ts';
import { nodesFromLeaves, nodesFromTiles, type TileReader } from './tile-nodes.ts';
import { TILE_WIDTH } from './tiles.ts';
import { computeInclusionProof, computeRoot } from './tree.ts';

export interface SearchRange {
  /** The first leaf of a tile. */
  readonly begin: bigint;
  /** The tree's size, or the end of a full tile. */
  readonly end: bigint;
}

export interface Found {
  readonly index: bigint;
  readonly hashes: readonly Bytes[];
}

/** Whole tiles from where the first of the leaves was last looked for, at most so many. */
export function searchRange(
  leaves: readonly { readonly searchedTo: bigint }[],
  size: bigint,
  maxTiles: number,
): SearchRange {
  const from = leaves.reduce(
    (least, { searchedTo }) => (searchedTo < least ? searchedTo : least),
    size,
  );
  const width = BigInt(TILE_WIDTH);
  const begin = (from / width) * width;
  const limit = begin + BigInt(maxTiles) * width;
  return { begin, end: limit < size ? limit : size };
}

/**
 * The places of the wanted leaf hashes (hex) within the range, by hash. Throws 'log-tiles-unproven' unless every
 * tile of the range folds to the signed root.
 */
export async function findLeaves(
  tree: SignedCheckpoint,
  range: SearchRange,
  wanted: ReadonlySet<string>,
  readTile: TileReader,
): Promise<Map<string, Found>> {
  const node = nodesFromTiles(readTile, tree.size);
  // Proofs are read over the same hashes as the root, so that a hash which does not count cannot enter one.
  const covered = nodesFromLeaves(node, range.begin, range.end);
  const root = await computeRoot(covered, tree.size);
  if (!equal(root, tree.root)) throw new SettlementError('log-tiles-unproven');
  const found = new Map<string, Found>();
  for (let index = range.begin; index < range.end; index++) {
    const hash = toHex(await node(0, index));
    if (!wanted.has(hash) || found.has(hash)) continue;
    found.set(hash, { index, hashes: await computeInclusionProof(covered, index, tree.size) });
  }
  return found;
}
