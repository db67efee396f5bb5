/**
 * Says everything that is wrong with a whole log: for operators, for auditors, for a log small enough to be followed
 * whole. Everything is hashed up from the entry bundles. Must never trust a tile because another tile agrees with it.
 */
import { concat, equal, type Bytes } from '../bytes/index.ts';
import { openCheckpoint, type LogIdentity, type SignedCheckpoint } from './checkpoint.ts';
import { encodeBundle, parseBundle } from './entry-bundle.ts';
import { SettlementError } from './errors.ts';
import { hashPairs, leafHash } from './hashing.ts';
import {
  parseResourcePath,
  resourcePath,
  resourcesOf,
  TILE_HEIGHT,
  TILE_WIDTH,
  tileWidth,
  type LogResource,
} from './tiles.ts';
import { computeRoot } from './tree.ts';

export interface LogFault {
  readonly path: string;
  readonly why: string;
}

/** Every fault of the log whose files these are, by path relative to its prefix; none for a sound log. */
export async function auditLog(
  files: ReadonlyMap<string, Bytes>,
  identity: LogIdentity,
): Promise<LogFault[]> {
  const checkpointBytes = files.get('checkpoint');
  if (checkpointBytes === undefined) return [{ path: 'checkpoint', why: 'missing' }];
  let checkpoint: SignedCheckpoint;
  try {
    checkpoint = await openCheckpoint(checkpointBytes, identity);
  } catch (thrown) {
    return [{ path: 'checkpoint', why: reason(thrown) }];
  }
  const { entries, faults } = readEntries(files, checkpoint.size);
  if (faults.length > 0) return faults;
  const levels = await hashUp(entries);
  const root = await computeRoot(async (height, index) => {
    const hash = levels[height]?.[Number(index)];
    if (hash === undefined) throw new SettlementError('tree-range-invalid');
    return hash;
  }, checkpoint.size);
  if (!equal(root, checkpoint.root)) faults.push({ path: 'checkpoint', why: 'root' });
  return [...faults, ...compareFiles(files, checkpoint.size, entries, levels)];
}

function readEntries(
  files: ReadonlyMap<string, Bytes>,
  size: bigint,
): { entries: Bytes[]; faults: LogFault[] } {
  const entries: Bytes[] = [];
  const faults: LogFault[] = [];
  for (let n = 0n; n * BigInt(TILE_WIDTH) < size; n++) {
    const width = tileWidth(size, 0, n);
    const path = resourcePath({ kind: 'entries', n, width });
    const bytes = files.get(path);
    if (bytes === undefined) {
      // A checkpoint can claim any size: without the bundle there is no reading on.
      faults.push({ path, why: 'missing' });
      break;
    }
    try {
      entries.push(...parseBundle(bytes, width));
    } catch (thrown) {
      faults.push({ path, why: reason(thrown) });
    }
  }
  return { entries, faults };
}

/** All complete nodes of the tree, level by level. */
async function hashUp(entries: readonly Bytes[]): Promise<Bytes[][]> {
  let level = await Promise.all(entries.map(leafHash));
  const levels = [level];
  while (level.length > 1) {
    level = await hashPairs(level);
    levels.push(level);
  }
  return levels;
}

function compareFiles(
  files: ReadonlyMap<string, Bytes>,
  size: bigint,
  entries: readonly Bytes[],
  levels: readonly (readonly Bytes[])[],
): LogFault[] {
  const faults: LogFault[] = [];
  for (const resource of resourcesOf(size)) {
    const path = resourcePath(resource);
    if (!files.has(path)) faults.push({ path, why: 'missing' });
  }
  for (const [path, bytes] of files) {
    if (path === 'checkpoint') continue;
    const expected = expectedBytes(path, size, entries, levels);
    if (expected === undefined) faults.push({ path, why: 'no file of this log' });
    else if (!equal(expected, bytes)) faults.push({ path, why: 'other bytes' });
  }
  return faults;
}

/** What a path must hold, also for the partial tiles of earlier sizes; undefined for what the log cannot have. */
function expectedBytes(
  path: string,
  size: bigint,
  entries: readonly Bytes[],
  levels: readonly (readonly Bytes[])[],
): Bytes | undefined {
  let resource: LogResource;
  try {
    resource = parseResourcePath(path);
  } catch {
    return undefined;
  }
  const level = resource.kind === 'tile' ? resource.level : 0;
  if (resource.width > tileWidth(size, level, resource.n)) return undefined;
  const begin = Number(resource.n) * TILE_WIDTH;
  const range = [begin, begin + resource.width] as const;
  if (resource.kind === 'entries') return encodeBundle(entries.slice(...range));
  return concat(...(levels[level * TILE_HEIGHT] ?? []).slice(...range));
}

function reason(thrown: unknown): string {
  if (thrown instanceof SettlementError) return thrown.code;
  throw thrown;
}
