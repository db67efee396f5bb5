/**
 * Follows a log for the device: from the last checkpoint it trusts and what the relay's copy now shows, to a kept
 * proof, to waiting, or to an alarm. The device never names its leaf: it reads whole tiles, all of them from where
 * it last looked. Repeatable at any point, because a worker may die between any two lines.
 * Must never raise an alarm that the messenger alone could cause, nor call an entry missing that was not looked
 * for in every tile up to a signed root.
 */
import { equal, toHex, type Bytes } from '../bytes/index.ts';
import { openCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import type { Contradiction } from './contradiction.ts';
import { SettlementError, type SettlementErrorCode } from './errors.ts';
import { leafHash } from './hashing.ts';
import { fetchCheckpoint, tilesFrom, type LogFetcher } from './log-files.ts';
import { findLeaves, searchRange, type Found } from './search.ts';
import { witnessedAtMs, type LogPolicy, type SettlementProof } from './settlement-proof.ts';
import { nodesFromTiles } from './tile-nodes.ts';
import { provePrefix } from './tree.ts';

export interface WatchedLeaf {
  readonly id: string;
  /** The 32 bytes handed to the log. */
  readonly entry: Bytes;
  /** Every leaf below this index is known to be another; the size held when the question was asked, to begin with. */
  readonly searchedTo: bigint;
  /** When the log's promise ends. */
  readonly deadlineMs: number;
}

export interface WatchInput {
  readonly policy: LogPolicy;
  /** The last trusted checkpoint, verbatim; null before the first. */
  readonly held: Bytes | null;
  readonly leaves: readonly WatchedLeaf[];
  readonly nowMs: number;
  readonly fetchFile: LogFetcher;
  /** Most level 0 tiles read in one run; the rest is left to the next. */
  readonly maxTiles?: number;
}

export type LeafState =
  | { readonly state: 'settled'; readonly id: string; readonly proof: SettlementProof }
  /** Not there yet, and still in time. */
  | { readonly state: 'waiting'; readonly id: string; readonly searchedTo: bigint }
  /** The deadline has passed and nothing fresh enough could be read to tell. */
  | { readonly state: 'late'; readonly id: string; readonly searchedTo: bigint }
  /** Proven absent from a tree that is dated after the deadline. */
  | { readonly state: 'missing'; readonly id: string; readonly searchedTo: bigint };

export type WatchResult =
  /** The log was read and is consistent; keep `held` and the leaves' states in one transaction. */
  | { readonly state: 'checked'; readonly held: Bytes; readonly leaves: readonly LeafState[] }
  /** Nothing could be learnt; `held` stays what it was. */
  | {
      readonly state: 'unknown';
      readonly code: SettlementErrorCode;
      readonly leaves: readonly LeafState[];
    }
  /** Two signed checkpoints that contradict each other: stop trusting this log, keep both, tell the person. */
  | { readonly state: 'split-view'; readonly evidence: Contradiction };

/** A witness's clock may be ahead of ours by this much before its word is ignored. */
const MAX_CLOCK_AHEAD_MS = 5 * 60_000;

export async function watchLog(input: WatchInput): Promise<WatchResult> {
  try {
    const held = input.held === null ? null : await openCheckpoint(input.held, input.policy);
    const shown = await openCheckpoint(await fetchCheckpoint(input.fetchFile), input.policy);
    const evidence = held && (await contradictionOf(held, shown, input.fetchFile));
    if (evidence !== null) return { state: 'split-view', evidence };
    const datedMs = dateOf(shown, input);
    return {
      state: 'checked',
      held: shown.noteBytes,
      leaves: await lookFor(shown, datedMs, input),
    };
  } catch (thrown) {
    if (!(thrown instanceof SettlementError)) throw thrown;
    return {
      state: 'unknown',
      code: thrown.code,
      leaves: input.leaves.map((leaf) => notFound(leaf, input)),
    };
  }
}

/**
 * Not null only for a contradiction that follows from two signed roots and hashes. Tiles that fold to neither root
 * prove nothing against the log: whoever carried them may have spoilt them.
 */
async function contradictionOf(
  held: SignedCheckpoint,
  shown: SignedCheckpoint,
  fetchFile: LogFetcher,
): Promise<Contradiction | null> {
  const [older, newer] = shown.size < held.size ? [shown, held] : [held, shown];
  const node = nodesFromTiles(tilesFrom(fetchFile), newer.size);
  const prefix = await provePrefix(node, older.size, newer.size, newer.root);
  if (prefix === undefined) throw new SettlementError('log-tiles-unproven');
  if (!equal(prefix.root, older.root)) {
    return { notes: [held.noteBytes, shown.noteBytes], hashes: prefix.hashes };
  }
  if (shown.size < held.size) throw new SettlementError('checkpoint-stale');
  return null;
}

/** Until when this checkpoint speaks: by its witnesses' clocks where some are asked for, else by ours. */
function dateOf(shown: SignedCheckpoint, { policy, nowMs }: WatchInput): number {
  if (policy.quorum === 0) return nowMs;
  const believable = shown.cosignatures.filter(
    ({ timeSeconds }) => Number(timeSeconds) * 1000 <= nowMs + MAX_CLOCK_AHEAD_MS,
  );
  const datedMs = witnessedAtMs(believable, policy.quorum);
  if (datedMs === null) throw new SettlementError('witness-quorum-missing');
  return datedMs;
}

async function lookFor(
  shown: SignedCheckpoint,
  datedMs: number,
  input: WatchInput,
): Promise<LeafState[]> {
  const range = searchRange(input.leaves, shown.size, input.maxTiles ?? 256);
  const wanted = new Map<string, string>();
  for (const { id, entry } of input.leaves) wanted.set(id, toHex(await leafHash(entry)));
  const found =
    input.leaves.length === 0
      ? new Map<string, Found>()
      : await findLeaves(shown, range, new Set(wanted.values()), tilesFrom(input.fetchFile));
  return input.leaves.map((leaf): LeafState => {
    const place = found.get(wanted.get(leaf.id) ?? '');
    if (place !== undefined) {
      return { state: 'settled', id: leaf.id, proof: { ...place, checkpoint: shown.noteBytes } };
    }
    const searchedTo = range.end > leaf.searchedTo ? range.end : leaf.searchedTo;
    const isMissing = range.end === shown.size && datedMs >= leaf.deadlineMs;
    return isMissing
      ? { state: 'missing', id: leaf.id, searchedTo }
      : notFound({ ...leaf, searchedTo }, input);
  });
}

function notFound({ id, searchedTo, deadlineMs }: WatchedLeaf, { nowMs }: WatchInput): LeafState {
  return { state: nowMs > deadlineMs ? 'late' : 'waiting', id, searchedTo };
}
