/**
 * One look at the registry: every node asked at one block and held against the others, one enclave drawn by chance
 * among those that may be asked, its registration fetched and checked again. Where one does not hold, the next is drawn.
 * Must never draw by anything but chance, nor say more of a row than was checked.
 */
import type { Bytes } from '../bytes/index.ts';
import { isPlainObject } from '../shape/index.ts';
import { blockAt } from './block-at.ts';
import {
  attestationFromCalldata,
  CALLS,
  decodeUint,
  signaturesInCalldata,
  TOPICS,
} from './chain.ts';
import { OpengradientError } from './errors.ts';
import { isKeySignature } from './key-config.ts';
import {
  agreed,
  anyNode,
  everyNode,
  quantity,
  readData,
  readQuantity,
  type Nodes,
} from './nodes.ts';
import {
  allowedHashes,
  isSealable,
  recheckRow,
  type Recheck,
  type RecheckRules,
} from './recheck.ts';
import { eligibleRows } from './registration.ts';
import { decodeRegistryRows, type RegistryRow } from './registry.ts';
import { encodeStatement } from './statement.ts';

export interface RegistryRules extends RecheckRules {
  readonly chainId: number;
  readonly registryAddress: string;
  readonly teeType: number;
  /** 0: what the contract says. */
  readonly heartbeatMaxAgeSeconds: number;
  /** Whether an enclave that only the registry vouches for is passed over. */
  readonly isRecheckRequired: boolean;
  readonly nowMs: number;
  /** For the draw. */
  readonly seed: Bytes;
  readonly nodeHosts: readonly string[];
}

export interface RegistryLook {
  readonly recheck: Recheck;
  readonly statement: Bytes;
  /** The attested document; empty where no node served it. */
  readonly document: Bytes;
  /** Every enclave that is active at this block, by id. */
  readonly active: readonly string[];
}

/** So many are tried before the look is given up. */
const MAX_DRAWS = 3;

export async function lookAtRegistry(nodes: Nodes, rules: RegistryRules): Promise<RegistryLook> {
  await requireChain(nodes, rules.chainId);
  // The newest block that all of them have.
  const heads = await everyNode(nodes, 'eth_blockNumber', [], readQuantity);
  const block = Math.min(...heads.map(({ value }) => value));
  const { rows, maxAge, by } = await readRows(nodes, rules, block);
  const where = {
    chainId: rules.chainId,
    registryAddress: rules.registryAddress,
    block,
    nodes: by.map((node) => rules.nodeHosts[node] ?? ''),
  };
  const candidates = candidatesOf(rows, rules, maxAge);
  if (candidates.length === 0) throw new OpengradientError('registry-empty');
  let refused: RegistryLook | undefined;
  for (const row of drawn(candidates, rules.seed).slice(0, MAX_DRAWS)) {
    const found = await registrationOf(nodes, row, rules.registryAddress, block);
    const signed = { ...row, keySignature: row.keySignature ?? found?.keySignature };
    const document = found?.document ?? null;
    const recheck = await recheckRow(signed, document, rules);
    const look: RegistryLook = {
      recheck,
      statement: encodeStatement({ ...where, row: signed, transaction: found?.transaction ?? '' }),
      document: document ?? new Uint8Array(0),
      active: rows.map(({ teeId }) => teeId),
    };
    if (mayBeAsked(recheck, rules)) return look;
    refused ??= look;
  }
  if (refused === undefined) throw new OpengradientError('registry-empty');
  return refused;
}

function mayBeAsked({ state }: Recheck, { isRecheckRequired }: RegistryRules): boolean {
  return state === 'here' || (state === 'registry' && !isRecheckRequired);
}

async function requireChain(nodes: Nodes, chainId: number): Promise<void> {
  const ids = await everyNode(nodes, 'eth_chainId', [], readQuantity);
  if (ids.some(({ value }) => value !== chainId)) throw new OpengradientError('chain-wrong');
}

interface Read {
  readonly rows: RegistryRow[];
  readonly maxAge: number;
  readonly by: readonly number[];
}

async function readRows(nodes: Nodes, rules: RegistryRules, block: number): Promise<Read> {
  const call = (data: string): unknown[] => [{ to: rules.registryAddress, data }, quantity(block)];
  const stated = rules.heartbeatMaxAgeSeconds;
  const [{ value, by }, maxAge] = await Promise.all([
    agreed(nodes, 'eth_call', call(CALLS.getActiveTees(rules.teeType)), readData),
    stated > 0
      ? stated
      : agreed(nodes, 'eth_call', call(CALLS.heartbeatMaxAge()), readData).then((told) =>
          Number(decodeUint(told.value)),
        ),
  ]);
  return { rows: decodeRegistryRows(value), maxAge, by };
}

/** Of an allowed build; where there is none, of any, so that a person can see what there is to allow. */
function candidatesOf(rows: RegistryRow[], rules: RegistryRules, maxAge: number): RegistryRow[] {
  const selection = {
    teeType: rules.teeType,
    // A day is more than any registry means by active.
    heartbeatMaxAgeSeconds: Math.min(maxAge, 86_400),
    pinnedPcrHashes: [],
  };
  const active = eligibleRows(rows, selection, rules.nowMs).filter(isSealable);
  const hashes = allowedHashes(rules);
  const allowed = active.filter(({ pcrHash }) => hashes.includes(pcrHash));
  return rules.allowsApproved || allowed.length === 0 ? active : allowed;
}

/** In an order by chance (Fisher and Yates), each place from four bytes of the seed. */
function drawn(rows: readonly RegistryRow[], seed: Bytes): RegistryRow[] {
  const left = [...rows];
  const order: RegistryRow[] = [];
  const view = new DataView(seed.buffer, seed.byteOffset, seed.length);
  for (let i = 0; left.length > 0; i++) {
    const chance = view.getUint32((i * 4) % (seed.length - 3));
    const [row] = left.splice(chance % left.length, 1);
    if (row !== undefined) order.push(row);
  }
  return order;
}

interface Registration {
  readonly document: Bytes;
  readonly transaction: string;
  readonly keySignature: Bytes | undefined;
}

/** The transaction that registered a row. What it holds proves itself, so one node that serves it is enough. */
async function registrationOf(
  nodes: Nodes,
  row: RegistryRow,
  address: string,
  head: number,
): Promise<Registration | undefined> {
  const topics = [TOPICS.teeRegistered, row.teeId];
  const logs = (fromBlock: string, toBlock: string): Promise<string | undefined> => {
    const filter = { address, topics, fromBlock, toBlock };
    return anyNode(nodes, 'eth_getLogs', [filter], lastTransaction);
  };
  let transaction = await logs('0x0', 'latest');
  if (transaction === undefined) {
    // Many nodes answer for short ranges only; the contract wrote down its block's time.
    const block = await blockAt(nodes, Number(row.registeredAt), head);
    if (block !== undefined) transaction = await logs(quantity(block), quantity(block));
  }
  if (transaction === undefined) return undefined;
  const input = await anyNode(nodes, 'eth_getTransactionByHash', [transaction], inputOf);
  if (input === undefined) return undefined;
  let document: Bytes;
  let signatures: Bytes[];
  try {
    document = attestationFromCalldata(input);
    signatures = signaturesInCalldata(input);
  } catch {
    // Registered through something whose calls we cannot read: as good as not served.
    return undefined;
  }
  return { document, transaction, keySignature: await holding(signatures, row) };
}

async function holding(signatures: readonly Bytes[], row: RegistryRow): Promise<Bytes | undefined> {
  const { ohttpKey, signingKey } = row;
  if (ohttpKey === undefined) return undefined;
  for (const signature of signatures) {
    const holds = await isKeySignature(ohttpKey, signature, signingKey).catch(() => false);
    if (holds) return signature;
  }
  return undefined;
}

const HASH = /^0x[0-9a-f]{64}$/;

/** Of the last log: an enclave that was registered again counts as it is now. */
function lastTransaction(result: unknown): string {
  const last: unknown = Array.isArray(result) ? result.at(-1) : undefined;
  const hash = isPlainObject(last) ? last['transactionHash'] : undefined;
  if (typeof hash === 'string' && HASH.test(hash)) return hash;
  throw new OpengradientError('chain-data-invalid', 'no registration');
}

function inputOf(result: unknown): string {
  const input = isPlainObject(result) ? result['input'] : undefined;
  if (typeof input === 'string') return input;
  throw new OpengradientError('chain-data-invalid', 'no calldata');
}
