/** Both sides of the store at once, for programs and tests that keep and read in one place. */
import { createProofKeeper, type ProofKeeper } from './keeper.ts';
import { createProofReader, type ProofReader } from './reader.ts';
import type { Random } from './vault.ts';

export type ProofStore = ProofKeeper & ProofReader;

export function createProofStore(random: Random): ProofStore {
  const keeper = createProofKeeper(random);
  const reader = createProofReader(random);
  const close = async (): Promise<void> => {
    await Promise.all([keeper.close(), reader.close()]);
  };
  return { ...reader, ...keeper, close };
}
