/**
 * Subtree roots out of tiles: the bridge from tlog-tiles to tree.ts. A tile stores every eighth level of the
 * tree; the seven between are hashed again from it. Must never take a tile of another length than its
 * coordinate says, and never mix the bytes of two tree sizes.
 */
import type { Bytes } from '../bytes/index.ts';
import { SettlementError } from './errors.ts';
import { HASH_LENGTH, hashPairs, nodeHash } from './hashing.ts';
import { TILE_HEIGHT, tilePath, tileWidth, type TileCoordinate } from './tiles.ts';
import type { NodeReader } from './tree.ts';

/** Fetches one tile's bytes, exactly 32 * width of them; a longer full tile must be cut by the reader. */
export type TileReader = (tile: TileCoordinate) => Promise<Bytes>;

/** Cuts a tile into its hashes; throws 'tile-malformed' on any other length. */
export function parseTile(bytes: Bytes, width: number): Bytes[] {
  if (bytes.length !== width * HASH_LENGTH) {
    throw new SettlementError('tile-malformed', `${bytes.length} bytes for ${width} hashes`);
  }
  return Array.from({ length: width }, (_, i) =>
    bytes.slice(i * HASH_LENGTH, (i + 1) * HASH_LENGTH),
  );
}

/** Reads subtree roots of the tree of `size` leaves from its tiles; each tile is asked for once. */
export function nodesFromTiles(readTile: TileReader, size: bigint): NodeReader {
  const tiles = new Map<string, Promise<TileLevels>>();
  const open = (level: number, n: bigint): Promise<TileLevels> => {
    const tile = { level, n, width: tileWidth(size, level, n) };
    const path = tilePath(tile);
    const opened =
      tiles.get(path) ??
      readTile(tile).then((bytes) => new TileLevels(parseTile(bytes, tile.width)));
    tiles.set(path, opened);
    return opened;
  };
  return async (height, index) => {
    if (index < 0n || (index + 1n) << BigInt(height) > size) {
      throw new SettlementError('tree-range-invalid', `node ${height}, ${index}`);
    }
    const level = Math.floor(height / TILE_HEIGHT);
    const rise = height % TILE_HEIGHT;
    const first = index << BigInt(rise);
    const tile = await open(level, first >> BigInt(TILE_HEIGHT));
    return tile.at(rise, Number(index & BigInt((1 << (TILE_HEIGHT - rise)) - 1)));
  };
}

/**
 * The same tree, but the leaves [begin, end) are hashed up from level 0 tiles instead of being read from the tiles
 * above. A signed root computed over this reader vouches for each of those level 0 tiles, so that a leaf that
 * is not in them is proven absent there.
 */
export function nodesFromLeaves(node: NodeReader, begin: bigint, end: bigint): NodeReader {
  const read: NodeReader = async (height, index) => {
    const first = index << BigInt(height);
    const isOutside = first >= end || first + (1n << BigInt(height)) <= begin;
    if (height < TILE_HEIGHT || isOutside) return node(height, index);
    return nodeHash(await read(height - 1, index * 2n), await read(height - 1, index * 2n + 1n));
  };
  return read;
}

/** One tile with the tree levels above it, each hashed when first asked for. */
class TileLevels {
  #levels: Promise<Bytes[]>[];

  constructor(hashes: Bytes[]) {
    this.#levels = [Promise.resolve(hashes)];
  }

  async at(rise: number, offset: number): Promise<Bytes> {
    const hash = (await this.#level(rise))[offset];
    if (hash === undefined) throw new SettlementError('tree-range-invalid', 'beyond the tile');
    return hash;
  }

  #level(rise: number): Promise<Bytes[]> {
    const known = this.#levels[rise];
    if (known !== undefined) return known;
    const level = this.#level(rise - 1).then(hashPairs);
    this.#levels[rise] = level;
    return level;
  }
}
