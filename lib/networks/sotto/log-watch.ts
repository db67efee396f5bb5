/**
 * What is looked for in a settlement log of ours, and by which keys. Must never take a log's key from anywhere but the
 * transcript that the evidence bound.
 */
import { parseTranscript } from '../../binding/index.ts';
import type { ProofFacts, Watch } from '../../proofs/index.ts';
import { leafEntry, parseReceipt } from '../../receipts/index.ts';

/** Clocks differ, and a batch takes its time: the device is this much more patient than the log's promise. */
export const PATIENCE_MS = 5 * 60_000;

/** What is to be looked for once a receipt holds. */
export async function watchOf(
  relayUrl: string,
  facts: ProofFacts,
  nowMs: number,
): Promise<Watch | undefined> {
  if (facts.receipt === null) return undefined;
  const { logOrigin, logVerifierKey, statement } = parseTranscript(facts.transcript);
  const { finishedAtMs } = parseReceipt(facts.receipt);
  return {
    relayUrl,
    gatewayName: facts.gatewayName,
    origin: logOrigin,
    verifierKey: logVerifierKey,
    entry: await leafEntry(facts.openings.leaf, facts.receipt),
    // The receipt's own time, but none from the future: it would put the deadline off.
    deadlineMs: Math.min(finishedAtMs, nowMs) + statement.log.deadlineSeconds * 1000 + PATIENCE_MS,
  };
}
