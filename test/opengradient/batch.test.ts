import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyOf, toHex } from '../../lib/bytes/index.ts';
import {
  buildBatchTree,
  isInBatch,
  leafOf,
  parseBatchValue,
  proofOf,
  readBatchDump,
  type BatchValue,
} from '../../lib/opengradient/index.ts';

function hash(byte: string): string {
  return `0x${byte.repeat(32)}`;
}

/** Protocol notes section 12.8. */
const FIRST = [hash('11'), hash('22'), hash('33'), '0x4444', '1700000000'];
const SECOND = [hash('aa'), hash('bb'), hash('cc'), '0x', '1700000001'];
const ROOT = '0xa0236010f5dc37068dfdd457391372d10af594c80e96807002f876147d974e35';
const LEAVES = [
  '0x26ed062173878788a2a4bb0a1ec88720f4b15e290876db2f3708184b4e03ffc1',
  '0x847e3a39dbae0c1dd988c9605458566d6312e001db6cbb5f4a19ae141e3abe8d',
];
const DUMP = {
  format: 'standard-v1',
  leafEncoding: ['bytes32', 'bytes32', 'bytes32', 'bytes', 'uint256'],
  tree: [ROOT, LEAVES[1], LEAVES[0]],
  values: [
    { value: FIRST, treeIndex: 2 },
    { value: SECOND, treeIndex: 1 },
  ],
};
const COMMITTED = { root: ROOT, size: 2n };

const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((b) => `0x${toHex(b)}`);
const anyValue: fc.Arbitrary<BatchValue> = fc.record({
  teeId: anyHash,
  requestHash: anyHash,
  outputHash: anyHash,
  signature: fc.uint8Array({ maxLength: 300 }).map(copyOf),
  timestamp: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
});

describe('the worked batch', () => {
  it('has the leaves, the tree and the proofs of the reference library', () => {
    const values = [FIRST, SECOND].map(parseBatchValue);
    expect(values.map((value) => `0x${toHex(leafOf(value))}`)).toEqual(LEAVES);
    const tree = buildBatchTree(values);
    expect(tree.root).toBe(ROOT);
    expect(tree.indexes).toEqual([2, 1]);
    expect(proofOf(tree, 0)).toEqual([LEAVES[1]]);
  });

  it('is read out of its dump', () => {
    const batch = readBatchDump(DUMP, COMMITTED);
    expect(batch.values[0]).toEqual(parseBatchValue(FIRST));
    expect(batch.tree.root).toBe(ROOT);
  });
});

describe('any batch', () => {
  it('proves each of its values and nothing else', () => {
    fc.assert(
      fc.property(
        fc.array(anyValue, { minLength: 1, maxLength: 12 }),
        anyValue,
        (values, other) => {
          const tree = buildBatchTree(values);
          values.forEach((value, index) => {
            const proof = proofOf(tree, index);
            expect(isInBatch(value, proof, tree.root)).toBe(true);
            expect(isInBatch(other, proof, tree.root)).toBe(false);
            expect(isInBatch(value, [...proof, ROOT], tree.root)).toBe(false);
          });
          // The tree depends on the values alone, not on their order.
          expect(buildBatchTree(values.toReversed()).root).toBe(tree.root);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('a dump', () => {
  const values = DUMP.values;
  it.each([
    ['of another format', { ...DUMP, format: 'simple-v1' }],
    ['with other leaf types', { ...DUMP, leafEncoding: ['bytes32'] }],
    ['with a value missing', { ...DUMP, values: values.slice(1) }],
    ['with a value twice', { ...DUMP, values: [values[0], values[0]] }],
    ['with a value too many', { ...DUMP, values: [...values, values[0]] }],
    ['with a bare value', { ...DUMP, values: [FIRST, SECOND] }],
    ['without values', { ...DUMP, values: undefined }],
    ['that is no object', [DUMP]],
  ])('%s is refused', (_, dump) => {
    expect(() => readBatchDump(dump, COMMITTED)).toThrow(/batch-invalid/);
  });

  it('of nothing is refused even where the chain says so', () => {
    const empty = { root: ROOT, size: 0n };
    expect(() => readBatchDump({ ...DUMP, values: [] }, empty)).toThrow(/batch-invalid/);
  });

  it.each([
    [[...FIRST, 'x']],
    [FIRST.slice(1)],
    [[hash('1'), ...FIRST.slice(1)]],
    [[...FIRST.slice(0, 3), '0x444', '1']],
    [[...FIRST.slice(0, 4), '-1']],
    [[...FIRST.slice(0, 4), 1700000000]],
    [LEAVES[0]],
    [null],
  ])('does not hold %j', (value) => {
    expect(() => parseBatchValue(value)).toThrow(/batch-invalid/);
  });
});
