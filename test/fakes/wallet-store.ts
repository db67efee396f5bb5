/** A wallet's store in memory, with the compare-and-swap of the real one, that can be cut off between two writes. */
import type { WalletStore } from '../../lib/wallet/index.ts';

export interface FakeWalletStore extends WalletStore {
  writes: number;
  /** Throws at the write after so many more. */
  dieAfter: number;
}

export function createWalletStore(): FakeWalletStore {
  let kept = { version: 0, value: undefined as unknown };
  return {
    writes: 0,
    dieAfter: Number.POSITIVE_INFINITY,
    async read() {
      return structuredClone(kept);
    },
    async write(version, value) {
      if (version !== kept.version) return false;
      if (this.writes >= this.dieAfter) throw new Error('killed');
      this.writes++;
      kept = { version: version + 1, value: structuredClone(value) };
      return true;
    },
  };
}
