/**
 * The proof that a receipt's entry stands in a log: kept beside the receipt, checked again by anyone, offline.
 * Origin and keys come from the attested transcript or a pinned setting. Must never take them, the size or the
 * root from anywhere but the verified checkpoint.
 */
import type { Bytes } from '../bytes/index.ts';
import {
  openCheckpoint,
  type Cosignature,
  type LogIdentity,
  type SignedCheckpoint,
} from './checkpoint.ts';
import { SettlementError } from './errors.ts';
import { leafHash } from './hashing.ts';
import { verifyInclusion } from './verify-proof.ts';

/** A log, its witnesses, and how many of these must have cosigned. */
export interface LogPolicy extends LogIdentity {
  /** 0: no witness is asked for; settled then says nothing about time. */
  readonly quorum: number;
}

export interface SettlementProof {
  readonly index: bigint;
  /** From the leaf's sibling upwards. */
  readonly hashes: readonly Bytes[];
  /** The signed checkpoint, verbatim. */
  readonly checkpoint: Bytes;
}

export interface Settled {
  readonly checkpoint: SignedCheckpoint;
  /** When the first of the configured witnesses had seen it; null: time not witnessed. */
  readonly witnessedAtMs: number | null;
}

/** Throws SettlementError with the reason; returns what the proof shows. */
export async function verifySettlement(
  entry: Bytes,
  proof: SettlementProof,
  policy: LogPolicy,
): Promise<Settled> {
  const checkpoint = await openCheckpoint(proof.checkpoint, policy);
  const claim = {
    leafHash: await leafHash(entry),
    index: proof.index,
    size: checkpoint.size,
    root: checkpoint.root,
    proof: proof.hashes,
  };
  if (!(await verifyInclusion(claim))) throw new SettlementError('inclusion-proof-invalid');
  if (checkpoint.cosignatures.length < policy.quorum) {
    throw new SettlementError('witness-quorum-missing');
  }
  return { checkpoint, witnessedAtMs: witnessedAtMs(checkpoint.cosignatures, policy.quorum) };
}

/**
 * A time by which as many witnesses as the quorum asks (at least one) vouch that the checkpoint existed; the
 * earliest such time. Null without enough of them.
 */
export function witnessedAtMs(cosignatures: readonly Cosignature[], quorum: number): number | null {
  const times = cosignatures.map(({ timeSeconds }) => Number(timeSeconds) * 1000);
  return times.sort((a, b) => a - b)[Math.max(quorum, 1) - 1] ?? null;
}
