/**
 * The block of a time, by halving: for nodes that serve the logs of one block but not of the whole history.
 * Must never be believed: what is found in the block proves itself, or is not taken.
 */
import { isPlainObject } from '../shape/index.ts';
import { OpengradientError } from './errors.ts';
import { anyNode, quantity, readQuantity, type Nodes } from './nodes.ts';

/** The first block that is not before this time; undefined where the nodes do not serve its headers. */
export async function blockAt(
  nodes: Nodes,
  timestamp: number,
  head: number,
): Promise<number | undefined> {
  let [low, high] = [0, head];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const params = [quantity(middle), false];
    const time = await anyNode(nodes, 'eth_getBlockByNumber', params, timestampOf);
    if (time === undefined) return undefined;
    if (time < timestamp) low = middle + 1;
    else high = middle;
  }
  return low;
}

function timestampOf(result: unknown): number {
  if (!isPlainObject(result)) throw new OpengradientError('chain-data-invalid', 'block');
  return readQuantity(result['timestamp'])[0];
}
