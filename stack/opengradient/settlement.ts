/**
 * What the network's facilitator does with answers: collects them, builds a Merkle tree with OpenZeppelin's own
 * library, hands the dump to the blob store and settles the root on the chain (sections 6.3 and 6.4).
 * Must never get the text of a question or an answer: only hashes come here.
 */
import { createHash } from 'node:crypto';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import * as abi from './abi-writer.ts';
import type { Rpc } from './rpc.ts';

export interface SettledAnswer {
  readonly teeId: string;
  readonly requestHash: Bytes;
  readonly outputHash: Bytes;
  readonly signature: Bytes;
  readonly timestamp: number;
}

export interface SettledBatch {
  readonly root: string;
  readonly size: number;
  readonly blobId: string;
  readonly blockNumber: number;
}

const LEAF_TYPES = ['bytes32', 'bytes32', 'bytes32', 'bytes', 'uint256'];
const BATCH_SIZE = 20;
const IDLE_MS = 5 * 60_000;
const MAX_AGE_MS = 15 * 60_000;

export class Facilitator {
  readonly blobs = new Map<string, string>();
  readonly batches: SettledBatch[] = [];
  readonly #rpc: Rpc;
  readonly #address: string;
  #waiting: SettledAnswer[] = [];
  #idle: NodeJS.Timeout | undefined;
  #oldest: NodeJS.Timeout | undefined;
  #work: Promise<unknown> = Promise.resolve();

  constructor(rpc: Rpc, address: string) {
    this.#rpc = rpc;
    this.#address = address;
  }

  add(answer: SettledAnswer): void {
    this.#waiting.push(answer);
    if (this.#waiting.length >= BATCH_SIZE) return this.#flushLater();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#flushLater(), IDLE_MS).unref();
    this.#oldest ??= setTimeout(() => this.#flushLater(), MAX_AGE_MS).unref();
  }

  /** Settles what is waiting; undefined where there is nothing. One batch after the other. */
  flush(): Promise<SettledBatch | undefined> {
    const flushed = this.#work.then(() => this.#settle());
    this.#work = flushed.catch(() => undefined);
    return flushed;
  }

  stop(): void {
    clearTimeout(this.#idle);
    clearTimeout(this.#oldest);
  }

  /** What could not be settled waits for the next try. */
  #flushLater(): void {
    this.flush().catch(() => undefined);
  }

  async #settle(): Promise<SettledBatch | undefined> {
    this.stop();
    this.#oldest = undefined;
    const answers = this.#waiting;
    if (answers.length === 0) return undefined;
    this.#waiting = [];
    try {
      const batch = await this.#publish(answers);
      this.batches.push(batch);
      return batch;
    } catch (cause) {
      this.#waiting = [...answers, ...this.#waiting];
      throw cause;
    }
  }

  async #publish(answers: readonly SettledAnswer[]): Promise<SettledBatch> {
    const tree = StandardMerkleTree.of(answers.map(leafOf), LEAF_TYPES);
    const dump = JSON.stringify(tree.dump());
    const blobId = createHash('sha256').update(dump).digest('base64url');
    this.blobs.set(blobId, dump);
    const { blockNumber } = await this.#rpc.send({
      to: this.#address,
      data: abi.calldata(
        'batchSettle(bytes32,uint256,bytes)',
        abi.hexWord(tree.root),
        abi.uint(answers.length),
        abi.bytes(utf8(blobId)),
      ),
    });
    return { root: tree.root, size: answers.length, blobId, blockNumber };
  }
}

function leafOf(answer: SettledAnswer): [string, string, string, string, string] {
  const { teeId, requestHash, outputHash, signature, timestamp } = answer;
  const [request, output, signed] = [requestHash, outputHash, signature].map(
    (b) => `0x${toHex(b)}`,
  );
  return [teeId, request ?? '', output ?? '', signed ?? '', String(timestamp)];
}
