/** The part of looking at kept proofs that a page loads late: the store's readers and every check of a proof. */
import { createProofReader } from '../../lib/proofs/index.ts';
import { review, type ReviewAnswer, type ReviewCommand } from '../../lib/review/index.ts';
import { readSettings, type KeyValueStore } from '../../lib/settings/index.ts';

export function startLooking(
  localStore: KeyValueStore,
): (command: ReviewCommand, tell: (answer: ReviewAnswer) => void) => Promise<void> {
  const proofs = createProofReader((length) => crypto.getRandomValues(new Uint8Array(length)));
  const edges = { proofs, readSettings: () => readSettings(localStore), now: () => Date.now() };
  return (command, tell) => review(edges, command, tell);
}
