/** JSON-RPC to the node, for the emulator's own transactions; the device speaks to it through rpc-proxy.ts. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isPlainObject } from '../../lib/shape/index.ts';
import { EmulatorError } from './errors.ts';

export interface Rpc {
  call(method: string, ...params: readonly unknown[]): Promise<unknown>;
  /** Sends from the operator's account and waits for the block; throws 'transaction-reverted'. */
  send(transaction: { to?: string; data: string }): Promise<Receipt>;
}

export interface Receipt {
  readonly hash: string;
  readonly blockNumber: number;
  /** Of a deployment. */
  readonly contractAddress: string;
}

/** More than any of ours needs; a development chain asks no price for it. */
const GAS = '0x3b9aca00';

const LOOK_MS = 10;
const MOST_LOOKS = 3000;

export function connectRpc(url: string): Rpc {
  let nextId = 1;
  let operator: Promise<string> | undefined;
  async function call(method: string, ...params: readonly unknown[]): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: '2.0', id: nextId++, method, params });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body });
    const answer: unknown = await response.json();
    if (isPlainObject(answer) && 'result' in answer) return answer['result'];
    throw new EmulatorError('rpc-failed', `${method}: ${JSON.stringify(answer).slice(0, 300)}`);
  }
  async function send(transaction: { to?: string; data: string }): Promise<Receipt> {
    operator ??= call('eth_accounts').then((accounts) => textIn(accounts, 0));
    const from = await operator;
    const hash = await call('eth_sendTransaction', { from, gas: GAS, ...transaction });
    const receipt = await receiptOf(call, hash);
    if (receipt['status'] !== '0x1') {
      // Asked again as a call, the node says why.
      await call('eth_call', { from, gas: GAS, ...transaction }, 'latest');
      throw new EmulatorError('transaction-reverted', transaction.data.slice(0, 10));
    }
    return {
      hash: String(hash),
      blockNumber: Number(receipt['blockNumber']),
      contractAddress: String(receipt['contractAddress']),
    };
  }
  return { call, send };
}

/** The node answers before the transaction is in a block. */
async function receiptOf(call: Rpc['call'], hash: unknown): Promise<Record<string, unknown>> {
  for (let tries = 0; tries < MOST_LOOKS; tries++) {
    const receipt = await call('eth_getTransactionReceipt', hash);
    if (isPlainObject(receipt)) return receipt;
    await sleep(LOOK_MS);
  }
  throw new EmulatorError('rpc-failed', 'no receipt');
}

function textIn(list: unknown, index: number): string {
  const item: unknown = Array.isArray(list) ? list[index] : undefined;
  if (typeof item === 'string') return item;
  throw new EmulatorError('rpc-failed', 'no account');
}
