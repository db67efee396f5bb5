/** The trees that the vectors speak of: one of explicit leaves, one that grows from a seed, and huge sparse ones. */
import { createHash } from 'node:crypto';
import { concat, copyOf, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  leafHash,
  nodeHash,
  TILE_HEIGHT,
  TILE_WIDTH,
  type NodeReader,
  type TileReader,
} from '../../../lib/settlement/index.ts';

/** Hashed by Node, not by what the vectors are to try: at once, where a WebCrypto call costs ten times the hash. */
function hashed(prefix: number, ...parts: readonly Bytes[]): Bytes {
  const hash = createHash('sha256').update(Uint8Array.of(prefix));
  for (const part of parts) hash.update(part);
  return copyOf(hash.digest());
}

export interface DenseTree {
  readonly leaves: readonly Bytes[];
  readonly node: NodeReader;
}

/** Every complete node of a tree small enough to keep (RFC 6962 section 2.1). */
export async function denseTree(leaves: readonly Bytes[]): Promise<DenseTree> {
  const levels: Bytes[][] = [leaves.map((leaf) => hashed(0, leaf))];
  for (let level = levels[0] ?? []; level.length > 1;) {
    level = parentsOf(level);
    levels.push(level);
  }
  const node: NodeReader = async (height, index) => {
    const hash = levels[height]?.[Number(index)];
    if (hash === undefined) throw new Error(`no node ${height}, ${index}`);
    return hash;
  };
  return { leaves, node };
}

/** The parent of each complete pair; a last one without a partner is left out. */
function parentsOf(level: readonly Bytes[]): Bytes[] {
  const parents: Bytes[] = [];
  for (let i = 0; i + 1 < level.length; i += 2) {
    const [left, right] = [level[i], level[i + 1]];
    if (left !== undefined && right !== undefined) parents.push(hashed(1, left, right));
  }
  return parents;
}

const seeded = new Map<string, Promise<DenseTree>>();

/** Leaf i is the UTF-8 text `<seed>/<i>`. Kept, because several files of a folder share their tree. */
export function seededTree(seed: string, size: number): Promise<DenseTree> {
  const name = `${seed}/${size}`;
  const leaves = (): Bytes[] => Array.from({ length: size }, (_, i) => utf8(`${seed}/${i}`));
  const tree = seeded.get(name) ?? denseTree(leaves());
  seeded.set(name, tree);
  return tree;
}

/** Every leaf is `<seed>/blank` but the one at `special`. */
export function sparseTree(seed: string, special: bigint): NodeReader {
  const blank: Promise<Bytes>[] = [leafHash(utf8(`${seed}/blank`))];
  const marked: Promise<Bytes>[] = [leafHash(utf8(`${seed}/special`))];
  const blankAt = (height: number): Promise<Bytes> =>
    (blank[height] ??= blankAt(height - 1).then((hash) => nodeHash(hash, hash)));
  const markedAt = (height: number): Promise<Bytes> => (marked[height] ??= joinMarked(height - 1));
  const joinMarked = async (height: number): Promise<Bytes> => {
    const [own, other] = [await markedAt(height), await blankAt(height)];
    return ((special >> BigInt(height)) & 1n) === 0n ? nodeHash(own, other) : nodeHash(other, own);
  };
  return (height, index) =>
    special >> BigInt(height) === index ? markedAt(height) : blankAt(height);
}

/** The tiles that a log of any such tree would serve. */
export function tilesOfTree(node: NodeReader): TileReader {
  return async ({ level, n, width }) => {
    const first = n * BigInt(TILE_WIDTH);
    const nodes = Array.from({ length: width }, (_, i) =>
      node(level * TILE_HEIGHT, first + BigInt(i)),
    );
    return concat(...(await Promise.all(nodes)));
  };
}
