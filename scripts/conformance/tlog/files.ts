/** tiles, paths and ledger: what a log's files must hold, where they lie, and what a checker must report. */
import { concat, equal, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  auditLog,
  computeRoot,
  encodeBundle,
  entriesPath,
  hashPairs,
  leafHash,
  nodesFromLeaves,
  nodesFromTiles,
  openCheckpoint,
  parseBundle,
  parseResourcePath,
  parseTile,
  parseVerifierKey,
  provePrefix,
  resourcePath,
  resourcesOf,
  tilePath,
  type LogIdentity,
  type LogResource,
} from '../../../lib/settlement/index.ts';
import type { JsonRecord } from '../../json.ts';
import { expect, expectBytes, expectRefusal, type Check } from './check.ts';
import { big, bytes, list, record, text } from './fields.ts';
import { seededTree, tilesOfTree, type DenseTree } from './trees.ts';

const trees = new WeakMap<JsonRecord, Promise<DenseTree>>();

function treeOf(content: JsonRecord): Promise<DenseTree> {
  const sizes = list(content['sizes']).map((entry) => Number(big(record(entry)['size'])));
  const tree = trees.get(content) ?? seededTree(text(content['seed']), Math.max(...sizes));
  trees.set(content, tree);
  return tree;
}

function resourceBytes({ leaves, node }: DenseTree, resource: LogResource): Promise<Bytes> {
  if (resource.kind === 'tile') return tilesOfTree(node)(resource);
  const begin = Number(resource.n) * 256;
  return Promise.resolve(encodeBundle(leaves.slice(begin, begin + resource.width)));
}

/** The files of a size that its list does not name: `[path]` alone. */
export function leftOut({ size, complete, files }: JsonRecord): readonly unknown[] {
  if (complete === true) return [];
  const listed = new Set(list(files).map((file) => list(file)[0]));
  const all = [...resourcesOf(big(size))].map(resourcePath);
  return all.filter((path) => !listed.has(path)).map((path) => ({ size, file: [path] }));
}

/** `[path, length, SHA-256]` of a log of that size; of a path left out of the list, that it fits the root. */
export async function tileFiles(content: JsonRecord): Promise<Check> {
  const tree = await treeOf(content);
  const served = new Map<string, Set<string>>();
  return async (entry) => {
    const { size, file } = record(entry);
    const [path, length, digest] = list(file);
    const paths =
      served.get(String(size)) ?? new Set([...resourcesOf(big(size))].map(resourcePath));
    served.set(String(size), paths);
    expect(paths.has(text(path)), 'no file of a log of this size');
    const resource = parseResourcePath(text(path));
    const held = await resourceBytes(tree, resource);
    if (digest === undefined) return checkLeftOut(tree, resource, held);
    expect(BigInt(held.length) === big(length), `${held.length} bytes`);
    const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', held));
    expectBytes(hash, bytes(digest), 'SHA-256');
  };
}

/** No digest to compare with: the tile or bundle must hash up to its node of the tree whose root is checked. */
async function checkLeftOut(
  { node }: DenseTree,
  resource: LogResource,
  held: Bytes,
): Promise<void> {
  const { n, width } = resource;
  expect(width === 256, 'a partial file may not be left out');
  const isTile = resource.kind === 'tile';
  let hashes = isTile
    ? parseTile(held, width)
    : await Promise.all(parseBundle(held, width).map(leafHash));
  while (hashes.length > 1) hashes = await hashPairs(hashes);
  const height = 8 * ((isTile ? resource.level : 0) + 1);
  expectBytes(hashes[0] ?? held, await node(height, n), 'tile');
}

export async function tileSizes(content: JsonRecord): Promise<Check> {
  const { node } = await treeOf(content);
  return async (entry) => {
    const fields = record(entry);
    const size = big(fields['size']);
    const reader = nodesFromTiles(tilesOfTree(node), size);
    expectBytes(await computeRoot(reader, size), bytes(fields['root']), 'root');
    const served = new Set([...resourcesOf(size)].map(resourcePath));
    expect(BigInt(served.size) === big(fields['resources']), `${served.size} resources`);
    const listed = list(fields['files']).map((file) => text(list(file)[0]));
    expect(
      listed.every((path) => served.has(path)),
      'a file too many',
    );
    expect(fields['complete'] !== true || listed.length === served.size, 'a file too few');
  };
}

/** A bundle must be refused by its form, or because its entries do not fold to the root. */
export async function bundlesInvalid(content: JsonRecord): Promise<Check> {
  const { node } = await treeOf(content);
  return async (entry) => {
    const fields = record(entry);
    const size = big(fields['size']);
    const { n, width } = parseResourcePath(text(fields['path']));
    await expectRefusal(async () => {
      const leaves = await Promise.all(parseBundle(bytes(fields['bundle']), width).map(leafHash));
      const tiles = tilesOfTree(node);
      const altered = nodesFromTiles(
        async (tile) => (tile.level === 0 && tile.n === n ? concat(...leaves) : tiles(tile)),
        size,
      );
      const covered = nodesFromLeaves(altered, n * 256n, n * 256n + BigInt(width));
      const root = await computeRoot(covered, size);
      if (!equal(root, bytes(fields['root']))) throw refusal();
    });
  };
}

function refusal(): Error {
  return Object.assign(new Error('other root'), { code: 'root-differs' });
}

export function paths(): Check {
  return (entry) => {
    const fields = record(entry);
    const [n, width, level] = [
      big(fields['n']),
      Number(big(fields['width'])),
      Number(big(fields['level'])),
    ];
    expect(tilePath({ level, n, width }) === fields['path'], 'tile path');
    expect(entriesPath(n, width) === fields['entries'], 'entries path');
    const tile = parseResourcePath(text(fields['path']));
    expect(tile.kind === 'tile' && tile.level === level && tile.n === n, 'tile read back');
    const bundle = parseResourcePath(text(fields['entries']));
    expect(bundle.kind === 'entries' && bundle.n === n && bundle.width === width, 'entries back');
  };
}

export function invalidPath(entry: unknown): Promise<void> {
  return expectRefusal(() => parseResourcePath(text(entry)));
}

async function identityOf(content: JsonRecord): Promise<LogIdentity> {
  const witness = content['witnessVkey'];
  return {
    origin: text(content['origin']),
    logKey: await parseVerifierKey(text(content['vkey'])),
    witnessKeys: witness === undefined ? [] : [await parseVerifierKey(text(witness))],
  };
}

function filesOf(content: JsonRecord, changes: JsonRecord = {}): Map<string, Bytes> {
  const all = { ...record(content['files']), ...changes };
  const kept = Object.entries(all).filter(([, hex]) => hex !== null);
  return new Map(kept.map(([path, hex]) => [path, bytes(hex)]));
}

/** Each file is sound in the whole log that it is part of. */
export async function ledgerFiles(content: JsonRecord): Promise<Check> {
  const identity = await identityOf(content);
  const faults = await auditLog(filesOf(content), identity);
  const opened = await openCheckpoint(filesOf(content).get('checkpoint') ?? utf8(''), identity);
  expect(opened.size === big(content['size']), 'size');
  expectBytes(opened.root, bytes(content['root']), 'root');
  return (entry) => {
    const path = text(entry);
    const fault = faults.find((found) => found.path === path || found.path === 'checkpoint');
    expect(fault === undefined, fault?.why ?? '');
  };
}

export async function ledgerOlder(content: JsonRecord): Promise<Check> {
  const identity = await identityOf(content);
  const files = filesOf(content);
  const current = await openCheckpoint(files.get('checkpoint') ?? utf8(''), identity);
  const node = nodesFromTiles(async (tile) => {
    const found = files.get(tilePath(tile));
    if (found === undefined) throw new Error(`no ${tilePath(tile)}`);
    return found;
  }, current.size);
  return async (entry) => {
    const fields = record(entry);
    const older = await openCheckpoint(utf8(text(fields['checkpoint'])), identity);
    expect(older.size === big(fields['size']), 'size');
    const prefix = await provePrefix(node, older.size, current.size, current.root);
    if (prefix === undefined) throw new Error('tiles do not fold to the root');
    expect(equal(prefix.root, older.root) === fields['prefix'], 'prefix');
  };
}

export async function ledgerBroken(content: JsonRecord): Promise<Check> {
  const identity = await identityOf(content);
  return async (entry) => {
    const faults = await auditLog(filesOf(content, record(record(entry)['set'])), identity);
    expect(faults.length > 0, 'nothing reported');
  };
}
