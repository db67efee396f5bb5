/**
 * One address of the chain's JSON-RPC, in front of the node: only what a reader may ask is let through, so that no page
 * and no device can move the chain. Two of these in front of one node are two nodes that agree, until one is made to lie.
 */
import type { Incoming, Outgoing } from '../http/message.ts';
import { fromUtf8 } from '../../lib/bytes/index.ts';
import { isPlainObject } from '../../lib/shape/index.ts';
import { readBody } from '../http/call.ts';
import { answer, listen, type RunningServer } from '../http/server.ts';
import { answerJson } from './json-answer.ts';
import { keep } from './received.ts';
import { isRowFault, type RowFault } from './row-faults.ts';
import type { RpcLie } from './lies.ts';

export interface ProxyDesk {
  readonly port: number;
  readonly nodeUrl: string;
  readonly lie: () => RpcLie;
  readonly registryAddress: string;
  readonly settlementTopic: string;
  /** The address of a registry with this fault, made when it is first asked for. */
  readonly falseRegistry: (fault: RowFault) => Promise<string>;
}

export interface RunningProxy extends RunningServer {
  /** The methods asked for, in order. */
  readonly asked: readonly string[];
}

const READING = new Set([
  ...['eth_chainId', 'net_version', 'eth_blockNumber', 'eth_call', 'eth_getLogs', 'eth_getCode'],
  ...['eth_getTransactionByHash', 'eth_getTransactionReceipt', 'eth_getBlockByNumber'],
]);
const HISTORY = new Set(['eth_getLogs', 'eth_getTransactionByHash', 'eth_getTransactionReceipt']);
const MAX_BODY = 65_536;

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: readonly unknown[];
}

export async function startRpcProxy(desk: ProxyDesk): Promise<RunningProxy> {
  const asked: string[] = [];
  const server = await listen(
    async (request, response) => {
      const call = await readCall(request);
      if (call === undefined) return answerJson(response, 400, failure(null, -32600, 'invalid'));
      keep(asked, call.method);
      await serve(desk, call, response);
    },
    { port: desk.port },
  );
  return { ...server, asked };
}

async function readCall(request: Incoming): Promise<Call | undefined> {
  if (request.method !== 'POST') return undefined;
  try {
    const body: unknown = JSON.parse(fromUtf8(await readBody(request, MAX_BODY)));
    if (!isPlainObject(body) || typeof body['method'] !== 'string') return undefined;
    const { id, method, params } = body;
    return { id, method, params: Array.isArray(params) ? params : [] };
  } catch {
    // Whatever was wrong with it, it was no call.
    return undefined;
  }
}

async function serve(desk: ProxyDesk, call: Call, response: Outgoing): Promise<void> {
  const lie = desk.lie();
  if (lie === 'down') return void response.destroy();
  if (lie === 'busy') return answerJson(response, 503, { error: 'try later' });
  if (lie === 'garbage') {
    return answer(response, 200, 'text/html; charset=utf-8', '<!doctype html><title>ok</title>');
  }
  if (!READING.has(call.method)) {
    return answerJson(response, 200, failure(call.id, -32601, 'method not available'));
  }
  if (lie === 'no-history' && HISTORY.has(call.method)) {
    return answerJson(response, 200, failure(call.id, -32000, 'history is not kept here'));
  }
  if (lie === 'other-chain' && call.method === 'eth_chainId') {
    return answerJson(response, 200, { jsonrpc: '2.0', id: call.id, result: '0x1' });
  }
  answerJson(response, 200, changed(desk, lie, call, await forwarded(desk, lie, call)));
}

async function forwarded(desk: ProxyDesk, lie: RpcLie, call: Call): Promise<unknown> {
  const params = isRowFault(lie) ? await redirected(desk, lie, call) : call.params;
  const answered = await fetch(desk.nodeUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: call.id ?? null, method: call.method, params }),
  });
  return answered.json();
}

/** Reading the registry reads the false one instead: its rows are encoded by the chain like any. */
async function redirected(desk: ProxyDesk, fault: RowFault, call: Call): Promise<unknown[]> {
  const [transaction, ...others] = call.params;
  const to = isPlainObject(transaction) ? String(transaction['to']).toLowerCase() : '';
  if (call.method !== 'eth_call' || to !== desk.registryAddress.toLowerCase()) {
    return [...call.params];
  }
  const address = await desk.falseRegistry(fault);
  // Made just now, it is in no earlier block.
  const [, ...rest] = others;
  return [{ ...(isPlainObject(transaction) && transaction), to: address }, 'latest', ...rest];
}

function changed(desk: ProxyDesk, lie: RpcLie, call: Call, answered: unknown): unknown {
  if (!isPlainObject(answered)) return answered;
  const { result } = answered;
  if (lie === 'other-document' && call.method === 'eth_getTransactionByHash') {
    return { ...answered, result: isPlainObject(result) ? withOtherInput(result) : result };
  }
  if (lie === 'hides-settlements' && call.method === 'eth_getLogs' && Array.isArray(result)) {
    const isOther = (log: unknown): boolean => topicOf(log) !== desk.settlementTopic;
    return { ...answered, result: result.filter(isOther) };
  }
  return answered;
}

function topicOf(log: unknown): unknown {
  const topics = isPlainObject(log) ? log['topics'] : undefined;
  return Array.isArray(topics) ? topics[0] : undefined;
}

/** One hex digit in the middle of the first argument, which is the document. */
function withOtherInput(transaction: Record<string, unknown>): Record<string, unknown> {
  const input = String(transaction['input']);
  const place = 2 + 8 + 2 * 2000;
  const digit = input[place] === '0' ? '1' : '0';
  return { ...transaction, input: input.slice(0, place) + digit + input.slice(place + 1) };
}

function failure(id: unknown, code: number, message: string): object {
  return { jsonrpc: '2.0', id: id ?? null, error: { code, message } };
}
