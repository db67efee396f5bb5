export { HYBRID_KEM, hybridEncap, hybridPrivateKey } from './hybrid-kem.ts';
export { HYBRID_SUITE } from './hybrid-suite.ts';
