/** Roots and proofs against the recursion of RFC 6962 written out plainly, and on trees too large to keep. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyOf, equal, utf8, type Bytes } from '../../lib/bytes/index.ts';
import {
  computeConsistencyProof,
  computeInclusionProof,
  computeRoot,
  leafHash,
  nodesFromLeaves,
  nodesFromTiles,
  provePrefix,
  verifyConsistency,
  verifyInclusion,
} from '../../lib/settlement/index.ts';
import { seededTree, sparseTree, tilesOfTree } from '../../scripts/conformance/tlog/trees.ts';

const SIZE = 700;
const tree = await seededTree('test', SIZE);

function sha256(...parts: Uint8Array[]): Bytes {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return copyOf(hash.digest());
}

/** RFC 6962 section 2.1, word for word. */
function plainRoot(leaves: readonly Bytes[]): Bytes {
  const [first] = leaves;
  if (first === undefined) return sha256();
  if (leaves.length === 1) return sha256(Uint8Array.of(0), first);
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return sha256(Uint8Array.of(1), plainRoot(leaves.slice(0, k)), plainRoot(leaves.slice(k)));
}

const roots = Array.from({ length: SIZE + 1 }, (_, size) => plainRoot(tree.leaves.slice(0, size)));
const rootOf = (size: bigint): Bytes => roots[Number(size)] ?? sha256();

/** Two sizes in order, and an index below the smaller. */
const sizes = fc
  .tuple(fc.bigInt({ min: 1n, max: BigInt(SIZE) }), fc.bigInt({ min: 1n, max: BigInt(SIZE) }))
  .map(([a, b]) => (a < b ? ([a, b] as const) : ([b, a] as const)));

test('roots are those of the plain recursion', async () => {
  for (const size of [0, 1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, SIZE]) {
    const reader = nodesFromTiles(tilesOfTree(tree.node), BigInt(size));
    expect(await computeRoot(reader, BigInt(size)), `size ${size}`).toEqual(roots[size]);
  }
});

test('inclusion: every computed proof holds, every changed one does not', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(255), async ([index, size], at, bit) => {
      const reader = nodesFromTiles(tilesOfTree(tree.node), size);
      const proof = await computeInclusionProof(reader, index - 1n, size);
      const hash = await leafHash(tree.leaves[Number(index - 1n)] ?? utf8(''));
      const claim = { leafHash: hash, index: index - 1n, size, root: rootOf(size), proof };
      expect(await verifyInclusion(claim)).toBe(true);
      expect(await verifyInclusion({ ...claim, index: index - 2n })).toBe(false);
      expect(await verifyInclusion({ ...claim, proof: [...proof, hash] })).toBe(false);
      if (proof.length === 0) return;
      const bent = proof.map(copyOf);
      const victim = bent[at % bent.length];
      if (victim) victim[bit >> 3] = (victim[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await verifyInclusion({ ...claim, proof: bent })).toBe(false);
      expect(await verifyInclusion({ ...claim, proof: proof.slice(1) })).toBe(false);
    }),
    { numRuns: 120 },
  );
});

test('consistency: every computed proof holds, every changed one does not', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), fc.nat(255), async ([from, to], at, bit) => {
      const reader = nodesFromTiles(tilesOfTree(tree.node), to);
      const proof = await computeConsistencyProof(reader, from, to);
      const claim = { from, fromRoot: rootOf(from), to, toRoot: rootOf(to), proof };
      expect(await verifyConsistency(claim)).toBe(true);
      const prefix = await provePrefix(reader, from, to, rootOf(to));
      expect(prefix?.root).toEqual(rootOf(from));
      const longer = { ...claim, proof: [...proof, rootOf(from)] };
      expect(await verifyConsistency(longer)).toBe(false);
      if (proof.length === 0) return;
      const bent = proof.map(copyOf);
      const victim = bent[at % bent.length];
      if (victim) victim[bit >> 3] = (victim[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await verifyConsistency({ ...claim, proof: bent })).toBe(false);
      expect(await verifyConsistency({ ...claim, fromRoot: rootOf(from - 1n) })).toBe(false);
    }),
    { numRuns: 120 },
  );
});

test('a tile that was bent never proves another prefix', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, fc.nat(), async ([from, to], at) => {
      const tiles = tilesOfTree(tree.node);
      const bent = nodesFromTiles(async (tile) => {
        const bytes = copyOf(await tiles(tile));
        bytes[at % bytes.length] = (bytes[at % bytes.length] ?? 0) ^ 1;
        return bytes;
      }, to);
      const prefix = await provePrefix(bent, from, to, rootOf(to));
      expect(prefix === undefined || equal(prefix.root, rootOf(from))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('a root over leaves covers each tile of its range', async () => {
  const size = BigInt(SIZE);
  const tiles = tilesOfTree(tree.node);
  for (const bentTile of [0n, 1n, 2n]) {
    const reader = nodesFromTiles(async (tile) => {
      const bytes = copyOf(await tiles(tile));
      if (tile.level === 0 && tile.n === bentTile) bytes[5] = (bytes[5] ?? 0) ^ 1;
      return bytes;
    }, size);
    const covered = nodesFromLeaves(reader, 256n * bentTile, 256n * (bentTile + 1n));
    expect(await computeRoot(covered, size)).not.toEqual(rootOf(size));
  }
});

test('index arithmetic is exact far beyond 2^53', async () => {
  const big = fc.bigInt({ min: 1n, max: (1n << 62n) - 1n });
  await fc.assert(
    fc.asyncProperty(big, big, big, async (a, b, c) => {
      const [size, special, from] = [a, b % a, 1n + (c % a)];
      const direct = sparseTree('huge', special);
      const reader = nodesFromTiles(tilesOfTree(direct), size);
      const root = await computeRoot(reader, size);
      expect(root).toEqual(await computeRoot(direct, size));
      const proof = await computeInclusionProof(reader, special, size);
      const hash = await leafHash(utf8('huge/special'));
      const claim = { leafHash: hash, index: special, size, root, proof };
      expect(await verifyInclusion(claim)).toBe(true);
      // The neighbour differs in the last bit: exactly where a rounded number would not.
      expect(await verifyInclusion({ ...claim, index: special ^ 1n })).toBe(false);
      const consistency = await computeConsistencyProof(reader, from, size);
      const fromRoot = await computeRoot(direct, from);
      const grown = { from, fromRoot, to: size, toRoot: root, proof: consistency };
      expect(await verifyConsistency(grown)).toBe(true);
    }),
    { numRuns: 8 },
  );
});
