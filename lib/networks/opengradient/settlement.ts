/**
 * Whether an answer of the OpenGradient network was settled: its leaf looked for in whole batches, by the aside. "Not
 * found" is calm: that sealed answers are settled at all is not published. Must never name an answer to anybody.
 */
import { batchesJob, type BatchesWant, type BatchFinding } from '../../aside/index.ts';
import { fromHex, fromUtf8, utf8, type Bytes } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import { isPlainObject } from '../../shape/index.ts';
import type { OpenLog, ProofFacts, SettlementRecord, Watch } from '../../proofs/index.ts';
import { fetchBlob } from '../../relay/index.ts';
import type { OpengradientSettings } from '../../settings/index.ts';
import type { NetworkEdges } from '../network.ts';
import { BATCH_ORIGIN } from './batch-log.ts';
import { callSettingsNode } from './enclave.ts';

/** Batches close after a quarter of an hour; blobs and chains have bad days. */
const PATIENCE_MS = 3 * 86_400_000;
const DEADLINE_MS = 300_000;

export function watchOf(
  { relayUrl, chainId, settlementAddress, aggregatorUrl }: OpengradientSettings,
  { receipt, gatewayName, transcript }: ProofFacts,
  nowMs: number,
): Watch | undefined {
  // From what is kept alone, so that whoever keeps it later looks for the same thing from the same block on.
  const leaf = fieldIn(receipt, 'leaf');
  const block = fieldIn(transcript, 'block');
  if (typeof leaf !== 'string' || typeof block !== 'number') return undefined;
  if (settlementAddress === '' || aggregatorUrl === '') return undefined;
  return {
    ...{ relayUrl, gatewayName },
    origin: `eip155:${chainId}:${settlementAddress.toLowerCase()}`,
    // A chain has no verifier key; that is also how these are told from our own logs, which all have one.
    verifierKey: '',
    entry: fromHex(leaf),
    deadlineMs: nowMs + PATIENCE_MS,
    searchedTo: String(block),
  };
}

/** Of JSON that this device wrote itself (lib/opengradient: kept answer, statement). */
function fieldIn(json: Bytes | null, name: string): unknown {
  if (json === null) return undefined;
  const value: unknown = JSON.parse(fromUtf8(json));
  return isPlainObject(value) ? value[name] : undefined;
}

export type LookEdges = Pick<
  NetworkEdges,
  'fetch' | 'aside' | 'now' | 'mayReachRelay' | 'scrubOuterRequests'
>;

/** What has become of each leaf. Where the aside did not come to an end nothing has changed. */
export async function lookForLeaves(
  edges: LookEdges,
  settings: OpengradientSettings,
  { log, leaves }: OpenLog,
): Promise<SettlementRecord[]> {
  const [, chainId = '', settlementAddress = ''] = BATCH_ORIGIN.exec(log.origin) ?? [];
  const { rpcUrls, aggregatorUrl } = settings;
  const urls = [...rpcUrls, aggregatorUrl].filter((url) => url !== '');
  try {
    const may = await Promise.all(urls.map((url) => edges.mayReachRelay(url)));
    if (may.includes(false) || aggregatorUrl === '') return unlooked(leaves, edges.now());
    await edges.scrubOuterRequests(...urls);
    const input = {
      chainId: Number(chainId),
      settlementAddress,
      nodes: rpcUrls.length,
      fromBlock: Math.min(...leaves.map(({ searchedTo }) => Number(searchedTo))) + 1,
      wanted: leaves.map(({ id, entry }) => ({ id, leaf: entry })),
    };
    const answer = (want: BatchesWant): Promise<unknown> =>
      want.kind === 'call'
        ? callSettingsNode(edges, rpcUrls, want.call)
        : fetchBlob(edges.fetch, aggregatorUrl, want.blobId, new AbortController().signal);
    const options = { answer, deadlineMs: DEADLINE_MS };
    const { settled, searchedTo } = await edges.aside.run(batchesJob, input, options);
    const byId = new Map(settled.map((one) => [one.id, one]));
    return leaves.map((leaf) => leafAfter(leaf, byId.get(leaf.id), searchedTo, edges.now()));
  } catch (thrown) {
    if (codeOf(thrown) !== undefined) return unlooked(leaves, edges.now());
    throw thrown;
  }
}

/** Nothing was learnt; but nobody waits for ever for what can no longer be looked at. */
function unlooked(leaves: readonly SettlementRecord[], nowMs: number): SettlementRecord[] {
  return leaves.map((leaf) => leafAfter(leaf, undefined, 0, nowMs));
}

function leafAfter(
  leaf: SettlementRecord,
  found: BatchFinding['settled'][number] | undefined,
  searchedTo: number,
  nowMs: number,
): SettlementRecord {
  if (found !== undefined) {
    const { path, root, transaction, block, blobId, size } = found;
    const checkpoint = utf8(JSON.stringify({ root, transaction, block, blobId, size }));
    const hashes = path.map((hash) => fromHex(hash.slice(2)));
    return { ...leaf, state: 'settled', isOpen: 0, proof: { index: '0', hashes, checkpoint } };
  }
  const from = String(Math.max(Number(leaf.searchedTo), searchedTo));
  if (nowMs > leaf.deadlineMs) return { ...leaf, state: 'not-found', isOpen: 0, searchedTo: from };
  return { ...leaf, searchedTo: from };
}
