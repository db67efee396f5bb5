/**
 * Several chain nodes asked the same, and held against each other: a disagreement refuses, a node that is down is
 * passed over while enough of the others answer. How a call travels is handed in.
 * Must never take the first answer for the answer while another node could contradict it.
 */
import { CodedError } from '../errors/index.ts';
import { OpengradientError } from './errors.ts';

/** What nodes are asked; none of it changes anything. */
export const NODE_METHODS = [
  ...(['eth_chainId', 'eth_blockNumber', 'eth_call', 'eth_getLogs'] as const),
  ...(['eth_getTransactionByHash', 'eth_getBlockByNumber'] as const),
] as const;
export type NodeMethod = (typeof NODE_METHODS)[number];

export interface Nodes {
  /** How many there are. */
  readonly count: number;
  call(node: number, method: NodeMethod, params: readonly unknown[]): Promise<unknown>;
}

/** Two must say the same where there are two. */
const ENOUGH = 2;

export interface Agreed<T> {
  readonly value: T;
  /** Which nodes said so. */
  readonly by: readonly number[];
}

/** What all nodes that answer say; `read` must give equal texts for equal meanings. */
export async function agreed<T>(
  nodes: Nodes,
  method: NodeMethod,
  params: readonly unknown[],
  read: (result: unknown) => readonly [value: T, text: string],
): Promise<Agreed<T>> {
  const answers = await everyNode(nodes, method, params, read);
  const [first] = answers;
  if (first === undefined) throw new OpengradientError('chain-data-invalid', 'no node');
  if (answers.some(({ text }) => text !== first.text)) {
    throw new OpengradientError('chain-disagrees', method);
  }
  return { value: first.value, by: answers.map(({ node }) => node) };
}

interface Said<T> {
  readonly node: number;
  readonly value: T;
  readonly text: string;
}

/** What each node that answers says, read. Throws the first failure where too few answer. */
export async function everyNode<T>(
  nodes: Nodes,
  method: NodeMethod,
  params: readonly unknown[],
  read: (result: unknown) => readonly [value: T, text: string],
): Promise<Said<T>[]> {
  const calls = Array.from({ length: nodes.count }, async (_, node) => {
    const [value, text] = read(await nodes.call(node, method, params));
    return { node, value, text };
  });
  const settled = await Promise.allSettled(calls);
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (answers.length >= Math.min(ENOUGH, nodes.count) && answers.length > 0) return answers;
  const failure = settled.find((one) => one.status === 'rejected');
  const reason: unknown = failure?.reason;
  throw reason instanceof CodedError ? reason : new OpengradientError('chain-data-invalid', method);
}

/** The first node that can answer, for what proves itself. */
export async function anyNode<T>(
  nodes: Nodes,
  method: NodeMethod,
  params: readonly unknown[],
  read: (result: unknown) => T,
): Promise<T | undefined> {
  for (let node = 0; node < nodes.count; node++) {
    try {
      return read(await nodes.call(node, method, params));
    } catch (thrown) {
      if (!(thrown instanceof CodedError)) throw thrown;
    }
  }
  return undefined;
}

const QUANTITY = /^0x(0|[1-9a-f][0-9a-f]{0,11})$/;

/** A JSON-RPC quantity of at most 48 bits. */
export function readQuantity(result: unknown): readonly [number, string] {
  if (typeof result !== 'string' || !QUANTITY.test(result)) {
    throw new OpengradientError('chain-data-invalid', 'quantity');
  }
  return [Number(result), result];
}

export function quantity(value: number): string {
  return `0x${value.toString(16)}`;
}

/** The hex of an eth_call. */
export function readData(result: unknown): readonly [string, string] {
  if (typeof result !== 'string' || !/^0x[0-9a-fA-F]*$/.test(result)) {
    throw new OpengradientError('chain-data-invalid', 'data');
  }
  return [result, result.toLowerCase()];
}
