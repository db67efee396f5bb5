/**
 * The Merkle tree of a settled batch (section 6.4), in the layout of @openzeppelin/merkle-tree "standard-v1":
 *
 *   leaf  = keccak256(keccak256(abi.encode(bytes32 teeId, bytes32 input, bytes32 output, bytes signature, uint256 time)))
 *   node  = keccak256(smaller child | larger child);  tree[2n-2-i] = i-th leaf in ascending order;  root = tree[0]
 *
 * Nodes carry no mark of their level, so a proof must never be walked from a hash that came from outside: only from a
 * leaf computed here out of a value.
 */
import { concat, equal, toHex, type Bytes } from '../bytes/index.ts';
import { hexBytes } from './abi.ts';
import { OpengradientError } from './errors.ts';
import { hash32, keccak, uint256 } from './hashes.ts';

/** One settled answer. */
export interface BatchValue {
  readonly teeId: string;
  readonly requestHash: string;
  readonly outputHash: string;
  readonly signature: Bytes;
  readonly timestamp: bigint;
}

export interface BatchTree {
  readonly root: string;
  /** Root first, as the dump has it. */
  readonly nodes: readonly Bytes[];
  /** Where in `nodes` the leaf of each value stands. */
  readonly indexes: readonly number[];
}

// RSA of 8192 bits at most, the size of a signature in the largest key that the chain verifies.
const MAX_SIGNATURE = 1024;
const MAX_PROOF = 64;

export function leafOf(value: BatchValue): Bytes {
  const { length } = value.signature;
  const padding = new Uint8Array((32 - (length % 32)) % 32);
  const head = [value.teeId, value.requestHash, value.outputHash].map(bytes32);
  const encoded = concat(
    ...head,
    uint256(5n * 32n),
    uint256(value.timestamp),
    uint256(BigInt(length)),
    value.signature,
    padding,
  );
  return keccak(keccak(encoded));
}

/** Builds the tree of these values; throws 'batch-invalid' where there are none. */
export function buildBatchTree(values: readonly BatchValue[]): BatchTree {
  const count = values.length;
  if (count === 0) return fail('empty');
  const leaves = values.map((value, index) => ({ hash: leafOf(value), index }));
  leaves.sort((a, b) => compare(a.hash, b.hash));
  const nodes = new Array<Bytes>(2 * count - 1);
  const indexes = new Array<number>(count);
  leaves.forEach(({ hash, index }, position) => {
    nodes[2 * count - 2 - position] = hash;
    indexes[index] = 2 * count - 2 - position;
  });
  for (let i = count - 2; i >= 0; i--) {
    nodes[i] = nodeOf(at(nodes, 2 * i + 1), at(nodes, 2 * i + 2));
  }
  return { root: `0x${toHex(at(nodes, 0))}`, nodes, indexes };
}

/** The siblings from the leaf of the value with this index up to the root. */
export function proofOf(tree: BatchTree, valueIndex: number): string[] {
  const proof: string[] = [];
  for (let i = tree.indexes[valueIndex] ?? fail('index'); i > 0; i = Math.floor((i - 1) / 2)) {
    const sibling = i % 2 === 0 ? i - 1 : i + 1;
    proof.push(`0x${toHex(at(tree.nodes, sibling))}`);
  }
  return proof;
}

/** True when the proof leads from this value to the root. */
export function isInBatch(value: BatchValue, proof: readonly string[], root: string): boolean {
  if (proof.length > MAX_PROOF) return false;
  const top = proof.map(bytes32).reduce(nodeOf, leafOf(value));
  return equal(top, bytes32(root));
}

/** Reads `[teeId, input, output, signature, time]` as a dump holds it. */
export function parseBatchValue(value: unknown): BatchValue {
  const parts: readonly unknown[] = Array.isArray(value) && value.length === 5 ? value : [];
  const texts = parts.filter((part) => typeof part === 'string');
  const [teeId, requestHash, outputHash, signature, timestamp] = texts;
  if (signature === undefined || timestamp === undefined || !/^\d{1,78}$/.test(timestamp)) {
    return fail('value');
  }
  try {
    return {
      teeId: `0x${toHex(bytes32(teeId))}`,
      requestHash: `0x${toHex(bytes32(requestHash))}`,
      outputHash: `0x${toHex(bytes32(outputHash))}`,
      signature: hexBytes(signature, MAX_SIGNATURE),
      timestamp: BigInt(timestamp),
    };
  } catch (cause) {
    throw new OpengradientError('batch-invalid', 'value', { cause });
  }
}

function nodeOf(a: Bytes, b: Bytes): Bytes {
  return compare(a, b) < 0 ? keccak(a, b) : keccak(b, a);
}

function compare(a: Bytes, b: Bytes): number {
  const [left, right] = [toHex(a), toHex(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function bytes32(text: string | undefined): Bytes {
  return hash32(text ?? '') ?? fail('bytes32');
}

function at(nodes: readonly Bytes[], index: number): Bytes {
  return nodes[index] ?? fail('node');
}

function fail(detail: string): never {
  throw new OpengradientError('batch-invalid', detail);
}
