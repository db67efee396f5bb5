/** Facts of one kept proof for a note that goes with an answer. Loaded when somebody copies with proof. */
import type { ProofNote } from '../../components/ui/page-door.ts';
import { parseTranscript } from '../../lib/binding/index.ts';
import { toHex } from '../../lib/bytes/index.ts';
import { sessionStore } from '../../lib/platform/index.ts';
import { createProofReader, type KeptAsk } from '../../lib/proofs/index.ts';

/** Null where nothing is kept that could be handed over. */
export async function proofNote(id: string): Promise<ProofNote | null> {
  const { facts, createdAtMs, model } = await openKept(id);
  if (facts === null || facts.receipt === null) return null;
  const digest = await crypto.subtle.digest('SHA-256', facts.receipt);
  // Another network's transcript is not ours to read; its receipt has a digest all the same.
  const logOrigin = facts.network === undefined ? parseTranscript(facts.transcript).logOrigin : '';
  return { receiptHex: toHex(new Uint8Array(digest)), logOrigin, atMs: createdAtMs, model };
}

/** Under a passphrase the session knows the key, as everywhere. */
async function openKept(id: string): Promise<KeptAsk> {
  const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  const proofs = createProofReader(random, sessionStore);
  try {
    return await proofs.open(id);
  } finally {
    await proofs.close();
  }
}
