/**
 * Reads a log's static files through a fetcher that is handed in (the relay's copy of them). Bounds every length
 * before and after. Must never take a tile for true: its bytes count only once they fold to a signed root.
 */
import type { Bytes } from '../bytes/index.ts';
import { SettlementError } from './errors.ts';
import { HASH_LENGTH } from './hashing.ts';
import { MAX_NOTE_LENGTH } from './note.ts';
import type { TileReader } from './tile-nodes.ts';
import { TILE_WIDTH, tilePath } from './tiles.ts';

/**
 * Fetches one file under the log's prefix and never returns more than `maxLength` bytes. Throws SettlementError
 * 'log-file-absent' for what does not exist and 'log-file-unavailable' for everything else.
 */
export type LogFetcher = (path: string, maxLength: number) => Promise<Bytes>;

export function fetchCheckpoint(fetchFile: LogFetcher): Promise<Bytes> {
  return fetchFile('checkpoint', MAX_NOTE_LENGTH);
}

/**
 * Whole tiles only. A log may drop a partial tile once the full one exists, so the full one is asked for next and
 * its first hashes are used (tlog-tiles).
 */
export function tilesFrom(fetchFile: LogFetcher): TileReader {
  return async (tile) => {
    const length = tile.width * HASH_LENGTH;
    try {
      return await fetchFile(tilePath(tile), length);
    } catch (thrown) {
      const isGone = thrown instanceof SettlementError && thrown.code === 'log-file-absent';
      if (!isGone || tile.width === TILE_WIDTH) throw thrown;
    }
    const full = await fetchFile(
      tilePath({ ...tile, width: TILE_WIDTH }),
      TILE_WIDTH * HASH_LENGTH,
    );
    if (full.length !== TILE_WIDTH * HASH_LENGTH) throw new SettlementError('tile-malformed');
    return full.slice(0, length);
  };
}
