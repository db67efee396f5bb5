/** small-tree, proofs and huge-trees: roots, inclusion and consistency, computed again and verified. */
import { equal, type Bytes } from '../../../lib/bytes/index.ts';
import {
  computeConsistencyProof,
  computeInclusionProof,
  computeRoot,
  entriesPath,
  leafHash,
  nodesFromTiles,
  tilePath,
  tileWidth,
  verifyConsistency,
  verifyInclusion,
  type NodeReader,
} from '../../../lib/settlement/index.ts';
import type { JsonRecord } from '../../json.ts';
import { expect, expectBytes, expectProof, type Check } from './check.ts';
import { big, bytes, hashes, list, record, text } from './fields.ts';
import { denseTree, seededTree, sparseTree, tilesOfTree, type DenseTree } from './trees.ts';

/** A file either lists its leaves or grows them from a seed up to its largest root. */
async function treeOf(content: JsonRecord): Promise<DenseTree & { isListed: boolean }> {
  if (content['leaves'] !== undefined) {
    const tree = await denseTree(hashes(content['leaves']));
    const hashed = await Promise.all(tree.leaves.map(leafHash));
    expectProof(hashed, hashes(content['leafHashes']));
    return { ...tree, isListed: true };
  }
  const sizes = list(content['roots']).map((entry) => Number(big(record(entry)['size'])));
  return { ...(await seededTree(text(content['seed']), Math.max(...sizes))), isListed: false };
}

const trees = new WeakMap<JsonRecord, ReturnType<typeof treeOf>>();

function sharedTree(content: JsonRecord): ReturnType<typeof treeOf> {
  const tree = trees.get(content) ?? treeOf(content);
  trees.set(content, tree);
  return tree;
}

/** The file's own word for the root of a size, when it gives one. */
function listedRoot(content: JsonRecord, size: bigint): Bytes | undefined {
  for (const [i, entry] of list(content['roots']).entries()) {
    if (typeof entry === 'string' && BigInt(i) === size) return bytes(entry);
    if (typeof entry !== 'string' && big(record(entry)['size']) === size) {
      return bytes(record(entry)['root']);
    }
  }
  return undefined;
}

async function rootOf(content: JsonRecord, node: NodeReader, size: bigint): Promise<Bytes> {
  const root = await computeRoot(node, size);
  const listed = listedRoot(content, size);
  if (listed !== undefined) expectBytes(root, listed, `root of ${size}`);
  return root;
}

export async function roots(content: JsonRecord): Promise<Check> {
  const { node } = await sharedTree(content);
  return async (entry) => {
    const { size, root } = record(entry);
    expectBytes(await computeRoot(node, big(size)), bytes(root), 'root');
  };
}

export async function inclusion(content: JsonRecord): Promise<Check> {
  const { node, leaves } = await sharedTree(content);
  return async (entry) => {
    const fields = record(entry);
    const [index, size, proof] = [
      big(fields['index']),
      big(fields['size']),
      hashes(fields['proof']),
    ];
    const root = await rootOf(content, node, size);
    const hash = await leafHash(leaves[Number(index)] ?? new Uint8Array(0));
    if (fields['leafHash'] !== undefined) expectBytes(hash, bytes(fields['leafHash']), 'leaf');
    expectProof(await computeInclusionProof(node, index, size), proof);
    const reader = fields['tiles'] === undefined ? node : fromTiles(node, size, fields['tiles']);
    expectProof(await computeInclusionProof(reader, index, size), proof);
    const claim = { leafHash: hash, index, size, root, proof };
    expect(await verifyInclusion(claim), 'proof refused');
  };
}

/** Reads no other tile than those that the vector says suffice. */
function fromTiles(node: NodeReader, size: bigint, paths: unknown): NodeReader {
  const allowed = new Set(list(paths));
  const tiles = tilesOfTree(node);
  return nodesFromTiles(async (tile) => {
    expect(allowed.has(tilePath(tile)), `needs ${tilePath(tile)}`);
    return tiles(tile);
  }, size);
}

export async function consistency(content: JsonRecord): Promise<Check> {
  const { node } = await sharedTree(content);
  return async (entry) => {
    const fields = record(entry);
    const [from, to, proof] = [big(fields['from']), big(fields['to']), hashes(fields['proof'])];
    const fromRoot = await rootOf(content, node, from);
    const claim = { from, fromRoot, to, toRoot: await rootOf(content, node, to), proof };
    expectProof(await computeConsistencyProof(node, from, to), proof);
    expect(await verifyConsistency(claim), 'proof refused');
  };
}

export function inclusionInvalid(): Check {
  return async (entry) => {
    const fields = record(entry);
    const claim = {
      leafHash: bytes(fields['leafHash']),
      index: big(fields['index']),
      size: big(fields['size']),
      root: bytes(fields['root']),
      proof: hashes(fields['proof']),
    };
    expect(!(await verifyInclusion(claim)), 'accepted');
  };
}

function consistencyClaim(entry: unknown): Parameters<typeof verifyConsistency>[0] {
  const fields = record(entry);
  return {
    from: big(fields['from']),
    fromRoot: bytes(fields['fromRoot']),
    to: big(fields['to']),
    toRoot: bytes(fields['toRoot']),
    proof: hashes(fields['proof']),
  };
}

export function consistencyInvalid(): Check {
  return async (entry) => {
    expect(!(await verifyConsistency(consistencyClaim(entry))), 'accepted');
  };
}

/** One sparse tree, read directly and through the tiles that a log of that size would serve. */
export function hugeTrees(content: JsonRecord): Check {
  return async (entry) => {
    const fields = record(entry);
    const [size, special] = [big(fields['size']), big(fields['special'])];
    const direct = sparseTree(text(content['seed']), special);
    const node = nodesFromTiles(tilesOfTree(direct), size);
    const root = bytes(fields['root']);
    expect(equal(await computeRoot(direct, size), root), 'root');
    expect(equal(await computeRoot(node, size), root), 'root from tiles');
    const proof = hashes(fields['proof']);
    expectProof(await computeInclusionProof(node, special, size), proof);
    const claim = { leafHash: await direct(0, special), index: special, size, root, proof };
    expect(await verifyInclusion(claim), 'proof refused');
    const n = special >> 8n;
    const width = tileWidth(size, 0, n);
    expect(tilePath({ level: 0, n, width }) === text(fields['leafTile']), 'leaf tile');
    expect(entriesPath(n, width) === text(fields['entries']), 'entries');
    for (const one of list(fields['consistency'])) {
      const grown = consistencyClaim({
        ...record(one),
        to: fields['size'],
        toRoot: fields['root'],
      });
      expectBytes(await computeRoot(node, grown.from), grown.fromRoot, 'older root');
      expectProof(await computeConsistencyProof(node, grown.from, size), grown.proof);
      expect(await verifyConsistency(grown), 'consistency refused');
    }
  };
}
