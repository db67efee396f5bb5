/**
 * The job of looking for own answers among the settled batches of the OpenGradient network: whole batches, rebuilt and
 * searched here. Node calls and blobs are asked of the worker.
 */
import type { Bytes } from '../bytes/index.ts';
import { lookIntoBatches, type BatchLook, type NodeMethod } from '../opengradient/index.ts';
import { count, list, oneOf, record, text, variants, type Parser } from '../shape/index.ts';
import type { Job, Work } from './job.ts';
import { nodeCallShape, type NodeCall } from './registry.ts';
import { bytes } from './wire.ts';

export interface BatchesInput {
  readonly chainId: number;
  readonly settlementAddress: string;
  readonly nodes: number;
  readonly fromBlock: number;
  readonly wanted: readonly { readonly id: string; readonly leaf: Bytes }[];
}

export type BatchFinding = BatchLook;

export type BatchesWant =
  | { readonly kind: 'call'; readonly call: NodeCall }
  | { readonly kind: 'blob'; readonly blobId: string };

const anything: Parser<unknown> = (value) => value;
const hash = text(66);
const id = text(64);

export const batchesInput: Parser<BatchesInput> = record({
  chainId: count(),
  settlementAddress: text(42),
  nodes: count(10),
  fromBlock: count(),
  wanted: list(record({ id, leaf: bytes(32) }), 100_000),
});

export const batchesJob: Job<BatchesInput, BatchesWant, unknown, BatchLook> = {
  name: 'look-into-batches',
  want: variants<BatchesWant>('kind', {
    call: record({ kind: oneOf('call'), call: nodeCallShape }),
    blob: record({ kind: oneOf('blob'), blobId: text(200) }),
  }),
  given: anything,
  output: record({
    searchedTo: count(),
    settled: list(
      record({
        id,
        root: hash,
        path: list(hash, 64),
        transaction: hash,
        block: count(),
        blobId: text(600),
        size: count(),
      }),
      100_000,
    ),
  }),
};

export const lookInto: Work<BatchesInput, BatchesWant, unknown, BatchLook> = (
  { chainId, settlementAddress, nodes, fromBlock, wanted },
  { ask },
) => {
  const call = (node: number, method: NodeMethod, params: readonly unknown[]): Promise<unknown> =>
    ask({ kind: 'call', call: { node, method, params } });
  const place = {
    ...{ chainId, settlementAddress, nodes: { count: nodes, call } },
    fetchBlob: (blobId: string) => ask({ kind: 'blob', blobId }),
  };
  return lookIntoBatches(place, wanted, fromBlock);
};
