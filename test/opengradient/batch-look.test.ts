import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8 } from '../../lib/bytes/index.ts';
import {
  buildBatchTree,
  leafOf,
  lookIntoBatches,
  TOPICS,
  type BatchValue,
  type Nodes,
} from '../../lib/opengradient/index.ts';
import { isRecord } from '../../scripts/json.ts';

const CHAIN = 10740;

function value(seed: number): BatchValue {
  const hash = (part: number): string => `0x${toHex(new Uint8Array(32).fill(seed * 3 + part))}`;
  const [teeId, requestHash, outputHash] = [hash(0), hash(1), hash(2)];
  const timestamp = 1_770_000_000n + BigInt(seed);
  return { teeId, requestHash, outputHash, signature: new Uint8Array(256).fill(seed), timestamp };
}

interface Batch {
  readonly block: number;
  readonly blobId: string;
  readonly values: readonly BatchValue[];
}

function dumpOf({ values }: Batch): unknown {
  return {
    format: 'standard-v1',
    leafEncoding: ['bytes32', 'bytes32', 'bytes32', 'bytes', 'uint256'],
    tree: [],
    values: values.map((one) => ({
      value: [
        ...[one.teeId, one.requestHash, one.outputHash],
        ...[`0x${toHex(one.signature)}`, String(one.timestamp)],
      ],
      treeIndex: 0,
    })),
  };
}

const word = (number: number): string => number.toString(16).padStart(64, '0');

function logOf(batch: Batch): unknown {
  const { root } = buildBatchTree(batch.values);
  const blob = toHex(utf8(batch.blobId));
  const padded = blob.padEnd(Math.ceil(blob.length / 64) * 64, '0');
  return {
    topics: [TOPICS.batchSettlement, root],
    data: `0x${word(batch.values.length)}${word(0x40)}${word(blob.length / 2)}${padded}`,
    transactionHash: `0x${word(batch.block)}`,
    blockNumber: `0x${batch.block.toString(16)}`,
  };
}

function worldOf(batches: readonly Batch[], head: number) {
  const fetched: string[] = [];
  const broken = new Map<string, unknown>();
  const nodes: Nodes = {
    count: 2,
    call: (_, method, params) => {
      if (method === 'eth_chainId') return Promise.resolve(`0x${CHAIN.toString(16)}`);
      if (method === 'eth_blockNumber') return Promise.resolve(`0x${head.toString(16)}`);
      const [filter] = params;
      const [from, to] = isRecord(filter) ? [filter['fromBlock'], filter['toBlock']] : [];
      const isIn = ({ block }: Batch): boolean => block >= Number(from) && block <= Number(to);
      return Promise.resolve(batches.filter(isIn).map(logOf));
    },
  };
  const fetchBlob = (blobId: string): Promise<unknown> => {
    fetched.push(blobId);
    if (broken.has(blobId)) {
      const instead = broken.get(blobId);
      return instead === undefined ? Promise.reject(new Error('down')) : Promise.resolve(instead);
    }
    const batch = batches.find((one) => one.blobId === blobId);
    return Promise.resolve(batch && dumpOf(batch));
  };
  const place = { nodes, chainId: CHAIN, settlementAddress: `0x${'12'.repeat(20)}`, fetchBlob };
  return { place, fetched, broken };
}

const FIRST = { block: 10, blobId: 'first', values: [value(1), value(2), value(3)] };
const SECOND = { block: 20, blobId: 'second', values: [value(4)] };
const wanted = [
  { id: 'a', leaf: leafOf(value(2)) },
  { id: 'b', leaf: leafOf(value(4)) },
  { id: 'c', leaf: leafOf(value(9)) },
];

describe('looking into batches', () => {
  it('fetches whole batches, finds its own in them, and names none of them to anybody', async () => {
    const { place, fetched } = worldOf([FIRST, SECOND], 100);
    const { settled, searchedTo } = await lookIntoBatches(place, wanted, 1);
    expect(settled.map(({ id, block, size }) => [id, block, size])).toEqual([
      ['a', 10, 3],
      ['b', 20, 1],
    ]);
    expect(searchedTo).toBe(100);
    expect(fetched).toEqual(['first', 'second']);
  });

  it.each([
    ['does not come', undefined],
    ['is another batch', dumpOf(SECOND)],
    ['is no dump', { format: 'other' }],
  ])(
    'a blob that %s is looked at again the next time, and hides nothing behind it',
    async (_, instead) => {
      const { place, broken } = worldOf([FIRST, SECOND], 100);
      broken.set('first', instead);
      const first = await lookIntoBatches(place, wanted, 1);
      expect(first.settled.map(({ id }) => id)).toEqual(['b']);
      expect(first.searchedTo).toBe(9);
      broken.clear();
      const again = await lookIntoBatches(place, wanted, first.searchedTo + 1);
      expect(again.settled.map(({ id }) => id)).toEqual(['a', 'b']);
      expect(again.searchedTo).toBe(100);
    },
  );

  it('goes on the next time where there were more batches than one look fetches', async () => {
    const many = Array.from({ length: 230 }, (_, index) => ({
      block: 10 + index,
      blobId: `blob-${String(index)}`,
      values: [value(50 + (index % 20))],
    }));
    const last = { block: 250, blobId: 'last', values: [value(4)] };
    const { place, fetched } = worldOf([...many, last], 300);
    const first = await lookIntoBatches(place, wanted, 1);
    expect(first.settled).toEqual([]);
    expect(fetched).toHaveLength(200);
    expect(first.searchedTo).toBe(209);
    const second = await lookIntoBatches(place, wanted, first.searchedTo + 1);
    expect(second.settled.map(({ id }) => id)).toEqual(['b']);
    expect(second.searchedTo).toBe(300);
  });

  it('refuses a node of another chain', async () => {
    const { place } = worldOf([FIRST], 100);
    const other = { ...place, chainId: 1 };
    await expect(lookIntoBatches(other, wanted, 1)).rejects.toThrow('chain-wrong');
  });

  it('never counts the same hash of another signature as its own', async () => {
    const forged = { ...value(2), signature: fromHex('00'.repeat(256)) };
    const { place } = worldOf([{ ...FIRST, values: [forged] }], 100);
    const { settled } = await lookIntoBatches(place, wanted, 1);
    expect(settled).toEqual([]);
  });
});
