/**
 * The hybrid suite (hybrid/hybrid-kem.ts) with its key agreement loaded where it is first used: sizes are known before, and
 * what does the work is handed in. Kept apart so that who only measures or chooses does not carry ML-KEM.
 */
import type { Kem, Suite } from './hpke.ts';
import { PRODUCT_SUITE } from './suites.ts';

/** MLKEM768-X25519: what hybrid/hybrid-kem.ts explains, and a test holds these against. */
const SIZES = { id: 0x647a, publicKeySize: 1184 + 32, encSize: 1088 + 32 };

export function hybridSuite(load: () => Promise<Kem>): Suite {
  const kem: Kem = {
    ...SIZES,
    encap: async (publicKey) => (await load()).encap(publicKey),
    generate: async () => (await load()).generate(),
  };
  return { ...PRODUCT_SUITE, kem };
}
