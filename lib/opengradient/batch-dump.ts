/**
 * The dump of a batch as it lies in a blob (section 6.4), read against the root and the size that the chain committed
 * to. The tree is rebuilt from the values; what the dump says of its own nodes is not read.
 * Must never look for one answer at the aggregator: whole batches are fetched, and the search is done here.
 */
import { isPlainObject } from '../shape/index.ts';
import { buildBatchTree, parseBatchValue } from './batch-tree.ts';
import type { BatchTree, BatchValue } from './batch-tree.ts';
import { OpengradientError } from './errors.ts';

export interface Batch {
  readonly values: readonly BatchValue[];
  readonly tree: BatchTree;
}

const FORMAT = 'standard-v1';
const LEAF_ENCODING = 'bytes32,bytes32,bytes32,bytes,uint256';
// A batch is 20 answers today; this is room, and a bound.
const MAX_VALUES = 4096;

/** @param committed Root and size from the chain's log. Throws 'batch-invalid'. */
export function readBatchDump(dump: unknown, committed: { root: string; size: bigint }): Batch {
  if (!isPlainObject(dump) || dump['format'] !== FORMAT) return fail('format');
  const { leafEncoding, values: entries } = dump;
  if (!Array.isArray(leafEncoding) || leafEncoding.join(',') !== LEAF_ENCODING) {
    return fail('leaf encoding');
  }
  if (!Array.isArray(entries) || entries.length > MAX_VALUES) return fail('values');
  if (BigInt(entries.length) !== committed.size) return fail('size');
  const values = entries.map((entry: unknown) =>
    parseBatchValue(isPlainObject(entry) ? entry['value'] : undefined),
  );
  const tree = buildBatchTree(values);
  return tree.root === committed.root.toLowerCase() ? { values, tree } : fail('root');
}

function fail(detail: string): never {
  throw new OpengradientError('batch-invalid', detail);
}
