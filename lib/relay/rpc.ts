/**
 * One call to a chain node (JSON-RPC 2.0 over HTTP), for the registry of the OpenGradient network. A node learns our
 * address and that somebody here reads the registry, and which enclave was drawn where its registration is read too;
 * of an ask it learns nothing. Must never be believed alone, nor asked to send anything: reading is all there is.
 */
import { fromUtf8, utf8, type Bytes } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import { isPlainObject } from '../shape/index.ts';
import { readWhole, requireMediaType } from './bounded-read.ts';
import { RelayError } from './errors.ts';
import { networkError, send, type Fetch } from './outer-request.ts';
import { SHORT_TIMEOUT_MS, withTimeout } from './place.ts';

export interface ChainNode {
  readonly fetch: Fetch;
  readonly url: string;
}

/** What is called; none of them changes anything. */
export type ChainMethod =
  | 'eth_chainId'
  | 'eth_blockNumber'
  | 'eth_call'
  | 'eth_getLogs'
  | 'eth_getTransactionByHash'
  | 'eth_getBlockByNumber';

const MEDIA_TYPE = 'application/json';
/** 256 rows of the registry in hex, and room. */
const MAX_BYTES = 6_000_000;

/** The call's result, still to be parsed. */
export async function callNode(
  node: ChainNode,
  method: ChainMethod,
  params: readonly unknown[],
  caller: AbortSignal,
): Promise<unknown> {
  const signal = withTimeout(caller, SHORT_TIMEOUT_MS);
  const call = utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  return resultOf(parsed(await answerOf(node, call, signal)), method);
}

async function answerOf({ fetch, url }: ChainNode, bytes: Bytes, signal: AbortSignal) {
  try {
    const body = { mediaType: MEDIA_TYPE, bytes };
    const response = await send(fetch, { url, accept: MEDIA_TYPE, signal, body });
    requireMediaType(response, MEDIA_TYPE);
    return await readWhole(response, MAX_BYTES, signal);
  } catch (cause) {
    const isOdd = codeOf(cause) === 'relay-media-type' || codeOf(cause) === 'relay-too-large';
    // Whatever it was, it was not the relay.
    throw networkError(signal, isOdd ? 'chain-node-invalid' : 'chain-node-unreachable', cause);
  }
}

function resultOf(answer: unknown, method: ChainMethod): unknown {
  if (!isPlainObject(answer) || answer['jsonrpc'] !== '2.0') {
    throw new RelayError('chain-node-invalid', method);
  }
  // Some nodes put a null error beside a result.
  if ((answer['error'] ?? null) !== null) throw new RelayError('chain-node-refused', method);
  if (answer['result'] === undefined) throw new RelayError('chain-node-invalid', method);
  return answer['result'];
}

function parsed(body: Bytes): unknown {
  try {
    return JSON.parse(fromUtf8(body));
  } catch (cause) {
    throw new RelayError('chain-node-invalid', 'not JSON', { cause });
  }
}
