/** A wallet's store in memory, with the compare-and-swap of the real one, that can be cut off between two writes. */
import { toBase64Url } from '../../lib/bytes/index.ts';
import type { PurseId, WalletStore } from '../../lib/wallet/index.ts';
import { EMPTY_WALLET, purseOf, withPurse } from '../../lib/wallet/state.ts';
import { random } from './random.ts';

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

/** So many credits that no issuer has signed, and as many blinded requests, of their real lengths. */
export async function fillWallet(store: WalletStore, id: PurseId, count: number): Promise<void> {
  const secrets = { nonce: 'n', salt: 's', blind: 'b' };
  const some = (length: number): string[] =>
    Array.from({ length: count }, () => toBase64Url(random(length)));
  const credits = some(354).map((token) => ({ keyNumber: 1, token }));
  const prepared = some(259).map((request) => ({ keyNumber: 1, secrets, request }));
  const untilMs = Number.MAX_SAFE_INTEGER;
  const key = { number: 1, entryHex: '0'.repeat(64), spki: 'a', isLogged: true };
  const keys = [{ ...key, fromMs: 0, stopMs: untilMs, untilMs }];
  const purse = { ...purseOf(EMPTY_WALLET, id), credits, prepared, keys };
  const { version } = await store.read();
  await store.write(version, withPurse(EMPTY_WALLET, purse));
}
