/** The suite that the enclave itself uses; in the worker of the extension its key agreement comes late (late-hybrid.ts). */
import type { Suite } from '../hpke.ts';
import { PRODUCT_SUITE } from '../suites.ts';
import { HYBRID_KEM } from './hybrid-kem.ts';

/** The product's suite with the hybrid in place of X25519. Put it first where it may be used. */
export const HYBRID_SUITE: Suite = { ...PRODUCT_SUITE, kem: HYBRID_KEM };
