/** Both sides of the store at once, for programs and tests that keep and read in one place. */
import { createProofKeeper, type ProofKeeper } from './keeper.ts';
import { createProofReader, type ProofReader } from './reader.ts';
import type { Random } from './vault.ts';
import type { KeySession } from './vault-key.ts';

export type ProofStore = ProofKeeper & ProofReader;

export function createProofStore(random: Random, session?: KeySession): ProofStore {
  const keeper = createProofKeeper(random, session);
  const reader = createProofReader(random, session);
  const close = async (): Promise<void> => {
    await Promise.all([keeper.close(), reader.close()]);
  };
  return { ...reader, ...keeper, close };
}
