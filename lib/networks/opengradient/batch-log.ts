/** By what a chain that answers are settled on is told from a log of our own. */
import type { OpenLog } from '../../proofs/index.ts';

export const BATCH_ORIGIN = /^eip155:(\d{1,15}):(0x[0-9a-f]{40})$/;

/** A chain has no verifier key; our own logs all have one. */
export function isBatchLog({ log }: OpenLog): boolean {
  return log.verifierKey === '' && BATCH_ORIGIN.test(log.origin);
}
