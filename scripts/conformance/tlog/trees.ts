/** The trees that the vectors speak of: one of explicit leaves, one that grows from a seed, and huge sparse ones. */
import { concat, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  hashPairs,
  leafHash,
  nodeHash,
  TILE_HEIGHT,
  TILE_WIDTH,
  type NodeReader,
  type TileReader,
} from '../../../lib/settlement/index.ts';

const BATCH = 4096;

export interface DenseTree {
  readonly leaves: readonly Bytes[];
  readonly node: NodeReader;
}

/** Every complete node of a tree small enough to keep. */
export async function denseTree(leaves: readonly Bytes[]): Promise<DenseTree> {
  const levels: Bytes[][] = [await inBatches(leaves, (some) => Promise.all(some.map(leafHash)))];
  for (let level = levels[0] ?? []; level.length > 1;) {
    level = await inBatches(level, hashPairs);
    levels.push(level);
  }
  const node: NodeReader = async (height, index) => {
    const hash = levels[height]?.[Number(index)];
    if (hash === undefined) throw new Error(`no node ${height}, ${index}`);
    return hash;
  };
  return { leaves, node };
}

async function inBatches(
  items: readonly Bytes[],
  hash: (some: readonly Bytes[]) => Promise<Bytes[]>,
): Promise<Bytes[]> {
  const hashed: Bytes[] = [];
  for (let i = 0; i < items.length; i += BATCH) {
    hashed.push(...(await hash(items.slice(i, i + BATCH))));
  }
  return hashed;
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
