/** Batches: leaves, tree, proofs, and what must not pass for one. */
import { toHex } from '../../lib/bytes/index.ts';
import {
  buildBatchTree,
  isInBatch,
  leafOf,
  OpengradientError,
  parseBatchValue,
  proofOf,
  readBatchDump,
} from '../../lib/opengradient/index.ts';
import type { BatchTree, BatchValue } from '../../lib/opengradient/index.ts';
import { numberAt, stringsAt, type JsonRecord } from '../json.ts';
import { listAt, recordsAt, textAt } from './entry.ts';
import { expectRefused, expectSame } from './ohttp-expect.ts';

const LEAF_ENCODING = ['bytes32', 'bytes32', 'bytes32', 'bytes', 'uint256'];

function hex(hashes: readonly Uint8Array[]): string[] {
  return hashes.map((hash) => `0x${toHex(hash)}`);
}

function checkProofs(entry: JsonRecord, values: readonly BatchValue[], tree: BatchTree): void {
  for (const given of recordsAt(entry, 'proofs')) {
    const index = numberAt(given, 'index');
    const value = values[index];
    const proof = stringsAt(given, 'proof');
    expectSame(`proof of ${String(index)}`, proofOf(tree, index), proof);
    if (value === undefined || !isInBatch(value, proof, tree.root)) throw new Error('true proof');
  }
}

/** A value, a proof or a root that cannot even be read does not verify either. */
function verifies(given: JsonRecord): boolean {
  const [proof, root] = [stringsAt(given, 'proof'), textAt(given, 'root')];
  try {
    return isInBatch(parseBatchValue(given['value']), proof, root);
  } catch (thrown) {
    if (thrown instanceof OpengradientError) return false;
    throw thrown;
  }
}

async function checkFalse(entry: JsonRecord, tree: BatchTree): Promise<void> {
  for (const given of recordsAt(entry, 'negatives')) {
    if (verifies(given)) throw new Error(textAt(given, 'what'));
  }
  // There is no way to hand in a leaf hash: the nearest thing is a value made of it.
  for (const given of recordsAt(entry, 'innerNodeAsLeaf')) {
    await expectRefused('inner node', () => parseBatchValue(given['leafHash']));
  }
  const committed = { root: tree.root, size: BigInt(numberAt(entry, 'size')) };
  for (const given of recordsAt(entry, 'badDumps')) {
    if (given['optional'] === true) continue;
    await expectRefused(textAt(given, 'what'), () => readBatchDump(given['dump'], committed));
  }
}

export async function checkBatch(entry: JsonRecord): Promise<void> {
  expectSame('leaf encoding', listAt(entry, 'leafEncoding'), LEAF_ENCODING);
  const values = listAt(entry, 'values').map(parseBatchValue);
  expectSame('size', values.length, numberAt(entry, 'size'));
  expectSame('leaves', hex(values.map(leafOf)), listAt(entry, 'leaves'));
  const tree = buildBatchTree(values);
  expectSame('root', tree.root, textAt(entry, 'root'));
  expectSame('tree', hex(tree.nodes), listAt(entry, 'tree'));
  expectSame('tree index', tree.indexes, listAt(entry, 'treeIndex'));
  checkProofs(entry, values, tree);
  const dump = {
    format: 'standard-v1',
    leafEncoding: LEAF_ENCODING,
    tree: entry['tree'],
    values: listAt(entry, 'values').map((value, i) => ({ value, treeIndex: tree.indexes[i] })),
  };
  readBatchDump(dump, { root: textAt(entry, 'root'), size: BigInt(numberAt(entry, 'size')) });
  await checkFalse(entry, tree);
}
