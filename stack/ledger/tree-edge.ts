/**
 * The right edge of a log: all that is needed to append to it. Per level the hashes of the last, partial tile, and the
 * entries of the last, partial bundle. Growing it yields the new files and the new root, and touches no disk.
 * Must never change a tile that is full, nor put a partial one under a full tile's path.
 */
import { concat, equal, type Bytes } from '../../lib/bytes/index.ts';
import {
  computeRoot,
  encodeBundle,
  entriesPath,
  hashPairs,
  leafHash,
  nodesFromTiles,
  parseBundle,
  parseTile,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
  tileWidth,
} from '../../lib/settlement/index.ts';
import type { NamedBytes } from './durable-files.ts';
import { LedgerError } from './errors.ts';

export interface TreeEdge {
  readonly size: bigint;
  /** By level, fewer than 256 hashes each; the highest one is not empty. */
  readonly levels: readonly (readonly Bytes[])[];
  readonly entries: readonly Bytes[];
}

export const EMPTY_EDGE: TreeEdge = { size: 0n, levels: [], entries: [] };

export interface Growth {
  readonly edge: TreeEdge;
  readonly root: Bytes;
  /** Below the log's prefix. */
  readonly files: readonly NamedBytes[];
}

export async function grow(edge: TreeEdge, entries: readonly Bytes[]): Promise<Growth> {
  const files: NamedBytes[] = [];
  const size = edge.size + BigInt(entries.length);
  const allEntries = [...edge.entries, ...entries];
  for (const [n, some] of groups(edge.size, allEntries)) {
    files.push({ path: entriesPath(n, some.length), bytes: encodeBundle(some) });
  }
  const levels: (readonly Bytes[])[] = [];
  let added = await Promise.all(entries.map(leafHash));
  for (let level = 0; level < edge.levels.length || added.length > 0; level++) {
    const hashes = [...(edge.levels[level] ?? []), ...added];
    const isTouched = added.length > 0;
    added = [];
    for (const [n, some] of groups(edge.size >> BigInt(TILE_HEIGHT * level), hashes)) {
      const path = tilePath({ level, n, width: some.length });
      if (isTouched) files.push({ path, bytes: concat(...some) });
      if (some.length === TILE_WIDTH) added.push(await foldTile(some));
    }
    levels.push(partialOf(hashes));
  }
  const grown = { size, levels, entries: partialOf(allEntries) };
  return { edge: grown, root: await rootOf(grown), files };
}

/** Cuts what stands from the last full tile on into tiles: numbers and contents, the last one perhaps partial. */
function* groups(before: bigint, items: readonly Bytes[]): Generator<[bigint, readonly Bytes[]]> {
  let n = before / BigInt(TILE_WIDTH);
  for (let i = 0; i < items.length; i += TILE_WIDTH, n++) {
    yield [n, items.slice(i, i + TILE_WIDTH)];
  }
}

function partialOf(items: readonly Bytes[]): readonly Bytes[] {
  return items.slice(items.length - (items.length % TILE_WIDTH));
}

async function foldTile(hashes: readonly Bytes[]): Promise<Bytes> {
  let level = hashes;
  while (level.length > 1) level = await hashPairs(level);
  const [root] = level;
  if (root === undefined) throw new LedgerError('ledger-state-corrupt', 'empty tile');
  return root;
}

/** The root needs the partial tiles only: a level whose last tile is full has no part of its own in it. */
function rootOf({ size, levels }: TreeEdge): Promise<Bytes> {
  const readTile = ({ level }: { level: number }): Promise<Bytes> =>
    Promise.resolve(concat(...(levels[level] ?? [])));
  return computeRoot(nodesFromTiles(readTile, size), size);
}

/** Reads the edge of a tree of that size back from its files, and holds it to the signed root. */
export async function readEdge(
  read: (path: string) => Promise<Bytes | undefined>,
  size: bigint,
  root: Bytes,
): Promise<TreeEdge> {
  const levels: Bytes[][] = [];
  for (let level = 0; size >> BigInt(TILE_HEIGHT * level) > 0n; level++) {
    const n = size >> BigInt(TILE_HEIGHT * (level + 1));
    const width = tileWidth(size, level, n);
    const bytes = width === 0 ? new Uint8Array(0) : await read(tilePath({ level, n, width }));
    if (bytes === undefined) throw new LedgerError('ledger-state-corrupt', `tile ${level}/${n}`);
    levels.push(parseTile(bytes, width));
  }
  const edge = { size, levels, entries: await readLastEntries(read, size) };
  if (!equal(await rootOf(edge), root)) throw new LedgerError('ledger-state-corrupt', 'root');
  const hashed = await Promise.all(edge.entries.map(leafHash));
  if (!equal(concat(...hashed), concat(...(levels[0] ?? [])))) {
    throw new LedgerError('ledger-state-corrupt', 'last bundle');
  }
  return edge;
}

async function readLastEntries(
  read: (path: string) => Promise<Bytes | undefined>,
  size: bigint,
): Promise<Bytes[]> {
  const n = size >> BigInt(TILE_HEIGHT);
  const width = tileWidth(size, 0, n);
  if (width === 0) return [];
  const bundle = await read(entriesPath(n, width));
  if (bundle === undefined) throw new LedgerError('ledger-state-corrupt', 'last bundle');
  return parseBundle(bundle, width);
}
