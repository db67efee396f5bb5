/**
 * Where the hashes of a log lie: tile coordinates, widths and paths (C2SP tlog-tiles, tile height 8).
 *
 *   tile/<L>/<N>[.p/<W>]         hash tiles: 32 bytes a hash, 256 hashes when full
 *   tile/entries/<N>[.p/<W>]     entry bundles
 *
 * Must never write or accept a second spelling of one path, and never a tile height in it (Go's sumdb form).
 */
import { SettlementError } from './errors.ts';

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;
const MAX_LEVEL = 63;
/** Trees have at most 2^63-1 leaves (tlog-checkpoint), so no tile number reaches this. */
const TILE_NUMBER_LIMIT = 1n << 55n;

export interface TileCoordinate {
  readonly level: number;
  readonly n: bigint;
  /** 1 to 256; 256 is a full tile. */
  readonly width: number;
}

export type LogResource =
  | ({ readonly kind: 'tile' } & TileCoordinate)
  | { readonly kind: 'entries'; readonly n: bigint; readonly width: number };

export function tilePath({ level, n, width }: TileCoordinate): string {
  if (!Number.isInteger(level) || level < 0 || level > MAX_LEVEL) {
    throw new SettlementError('tile-path-invalid', `level ${level}`);
  }
  return `tile/${level}/${numberPath(n)}${widthPath(width)}`;
}

export function entriesPath(n: bigint, width: number): string {
  return `tile/entries/${numberPath(n)}${widthPath(width)}`;
}

/** Groups of three digits, all but the last marked with x: 1234067 is x001/x234/067. */
function numberPath(n: bigint): string {
  if (n < 0n || n >= TILE_NUMBER_LIMIT) throw new SettlementError('tile-path-invalid', `tile ${n}`);
  const digits = n.toString();
  const padded = digits.padStart(Math.ceil(digits.length / 3) * 3, '0');
  return padded.replaceAll(/\d{3}(?=\d)/g, (group) => `x${group}/`);
}

function widthPath(width: number): string {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) {
    throw new SettlementError('tile-path-invalid', `width ${width}`);
  }
  return width === TILE_WIDTH ? '' : `.p/${width}`;
}

const PATH = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;

/** Reads a path back; throws 'tile-path-invalid' on everything that the writers above would not write. */
export function parseResourcePath(path: string): LogResource {
  const [, place, groups, partial] = PATH.exec(path) ?? [];
  if (place === undefined || groups === undefined) throw new SettlementError('tile-path-invalid');
  const n = BigInt(groups.replaceAll(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  const resource: LogResource =
    place === 'entries'
      ? { kind: 'entries', n, width }
      : { kind: 'tile', level: Number(place), n, width };
  // One spelling only: leading zeros, needless x000 groups and .p/256 all print differently.
  if (resourcePath(resource) !== path) throw new SettlementError('tile-path-invalid');
  return resource;
}

export function resourcePath(resource: LogResource): string {
  return resource.kind === 'tile' ? tilePath(resource) : entriesPath(resource.n, resource.width);
}

/** How many hashes tile n of a level holds in a tree of that size; 0 when the tile does not exist. */
export function tileWidth(size: bigint, level: number, n: bigint): number {
  const left = (size >> BigInt(TILE_HEIGHT * level)) - n * BigInt(TILE_WIDTH);
  if (n < 0n || left <= 0n) return 0;
  return left >= BigInt(TILE_WIDTH) ? TILE_WIDTH : Number(left);
}

/** Every resource that a log of this size serves beside its checkpoint, partial ones of smaller sizes apart. */
export function* resourcesOf(size: bigint): Generator<LogResource> {
  for (let level = 0; size >> BigInt(TILE_HEIGHT * level) > 0n; level++) {
    for (let n = 0n, width = tileWidth(size, level, n); width > 0; n++) {
      yield { kind: 'tile', level, n, width };
      if (level === 0) yield { kind: 'entries', n, width };
      width = tileWidth(size, level, n + 1n);
    }
  }
}
