/**
 * Looks for own answers among the settled batches (section 6.6): logs in short ranges, each batch fetched whole and
 * rebuilt, the search done here. Must never ask anybody for one answer, nor count "not found" against an answer: that
 * sealed answers are settled at all is not published.
 */
import { toHex, type Bytes } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import { isPlainObject } from '../shape/index.ts';
import { readBatchDump, type Batch } from './batch-dump.ts';
import { leafOf, proofOf } from './batch-tree.ts';
import { decodeBatchSettlement, TOPICS, type BatchSettlement } from './chain.ts';
import { OpengradientError } from './errors.ts';
import { agreed, everyNode, quantity, readQuantity, type Nodes } from './nodes.ts';

/** What is looked for: the leaf that an answer would have in a tree. */
export interface WantedLeaf {
  readonly id: string;
  readonly leaf: Bytes;
}

export interface SettledLeaf {
  readonly id: string;
  readonly root: string;
  readonly path: readonly string[];
  readonly transaction: string;
  readonly block: number;
  readonly blobId: string;
  readonly size: number;
}

export interface BatchLook {
  readonly settled: readonly SettledLeaf[];
  /** Everything up to this block was searched. */
  readonly searchedTo: number;
}

export interface BatchPlace {
  readonly nodes: Nodes;
  readonly chainId: number;
  readonly settlementAddress: string;
  /** A whole dump, as JSON. */
  fetchBlob(blobId: string): Promise<unknown>;
}

/** Nodes bound what they answer for; ten thousand blocks are common. */
const RANGE = 5_000;
/** In one look: the rest is searched the next time. */
const MAX_RANGES = 20;
const MAX_BATCHES = 200;

export async function lookIntoBatches(
  place: BatchPlace,
  wanted: readonly WantedLeaf[],
  fromBlock: number,
): Promise<BatchLook> {
  const { nodes, chainId } = place;
  const ids = await everyNode(nodes, 'eth_chainId', [], readQuantity);
  if (ids.some(({ value }) => value !== chainId)) throw new OpengradientError('chain-wrong');
  const heads = await everyNode(nodes, 'eth_blockNumber', [], readQuantity);
  const head = Math.min(...heads.map(({ value }) => value));
  const look: Look = { settled: [], left: MAX_BATCHES, openFrom: Infinity };
  let searchedTo = fromBlock - 1;
  for (let ranges = 0; ranges < MAX_RANGES && searchedTo < head; ranges++) {
    const to = Math.min(searchedTo + RANGE, head);
    for (const batch of await batchesIn(place, searchedTo + 1, to)) {
      await lookInto(place, batch, wanted, look);
    }
    searchedTo = to;
    if (look.left === 0) break;
  }
  return {
    settled: look.settled,
    searchedTo: Math.max(Math.min(searchedTo, look.openFrom - 1), 0),
  };
}

interface Look {
  readonly settled: SettledLeaf[];
  /** So many batches may still be fetched. */
  left: number;
  /** The first block with a batch that could not be read: from there the next look begins. */
  openFrom: number;
}

/** What cannot be read now may be readable the next time, or elsewhere; what comes behind it is searched all the same. */
async function lookInto(
  place: BatchPlace,
  event: Event,
  wanted: readonly WantedLeaf[],
  look: Look,
): Promise<void> {
  const batch = look.left === 0 ? undefined : await batchOf(place, event);
  if (look.left > 0) look.left -= 1;
  if (batch === undefined) look.openFrom = Math.min(look.openFrom, event.block);
  else look.settled.push(...found(batch, event, wanted));
}

interface Event extends BatchSettlement {
  readonly transaction: string;
  readonly block: number;
}

async function batchesIn(
  { nodes, settlementAddress: address }: BatchPlace,
  from: number,
  to: number,
): Promise<Event[]> {
  const topics = [TOPICS.batchSettlement];
  const filter = { address, topics, fromBlock: quantity(from), toBlock: quantity(to) };
  const { value } = await agreed(nodes, 'eth_getLogs', [filter], (result) => {
    const events = eventsOf(result);
    return [events, events.map(({ root, transaction }) => root + transaction).join()];
  });
  return value;
}

const MAX_LOGS = 10_000;

function eventsOf(result: unknown): Event[] {
  if (!Array.isArray(result) || result.length > MAX_LOGS) {
    throw new OpengradientError('chain-data-invalid', 'logs');
  }
  return result.map(eventOf);
}

function eventOf(log: unknown): Event {
  const { topics, data, transactionHash, blockNumber } = isPlainObject(log) ? log : {};
  const texts = Array.isArray(topics) ? topics.filter((topic) => typeof topic === 'string') : [];
  if (typeof data !== 'string' || typeof transactionHash !== 'string') {
    throw new OpengradientError('chain-data-invalid', 'log');
  }
  const [block] = readQuantity(blockNumber);
  const transaction = transactionHash.slice(0, 66);
  return { ...decodeBatchSettlement(texts, data), transaction, block };
}

/** Undefined for a blob that does not come, or is not the batch that the chain committed to. */
async function batchOf(place: BatchPlace, event: Event): Promise<Batch | undefined> {
  let dump: unknown;
  try {
    dump = await place.fetchBlob(event.blobId);
  } catch {
    return undefined;
  }
  try {
    return readBatchDump(dump, event);
  } catch (thrown) {
    if (codeOf(thrown) === 'batch-invalid') return undefined;
    throw thrown;
  }
}

function found(batch: Batch, event: Event, wanted: readonly WantedLeaf[]): SettledLeaf[] {
  const byLeaf = new Map(wanted.map(({ id, leaf }) => [toHex(leaf), id]));
  return batch.values.flatMap((value, index) => {
    const id = byLeaf.get(toHex(leafOf(value)));
    if (id === undefined) return [];
    const { transaction, block, blobId } = event;
    const path = proofOf(batch.tree, index);
    return [
      { id, root: batch.tree.root, path, transaction, block, blobId, size: Number(event.size) },
    ];
  });
}
