/** The part of looking at kept proofs that a page loads late: the store's readers and every check of a proof. */
import { sessionStore } from '../../lib/platform/index.ts';
import { createProofReader, type ProofReader } from '../../lib/proofs/index.ts';
import { review, type ReviewAnswer, type ReviewCommand } from '../../lib/review/index.ts';
import { readSettings, type KeyValueStore } from '../../lib/settings/index.ts';

export function startLooking(
  localStore: KeyValueStore,
): (command: ReviewCommand, tell: (answer: ReviewAnswer) => void) => Promise<void> {
  const proofs = createProofReader(
    (length) => crypto.getRandomValues(new Uint8Array(length)),
    sessionStore,
  );
  const edges = { proofs, readSettings: () => readSettings(localStore), now: () => Date.now() };
  let tidying: Promise<void> | undefined;
  return async (command, tell) => {
    await review(edges, command, tell);
    if (command.type === 'proofs/list')
      tidying ??= tidy(proofs).finally(() => (tidying = undefined));
  };
}

/** What the last list had to read through is indexed while the person reads it. */
async function tidy(proofs: ProofReader): Promise<void> {
  try {
    do await new Promise((resolve) => requestIdleCallback(resolve));
    while (await proofs.tidySearch());
  } catch {
    // Without its index a search reads the texts; the next list tries again.
  }
}
