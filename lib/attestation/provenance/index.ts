export { type Bundle } from './bundle.ts';
export {
  checkReleases,
  type BundleVerifier,
  type CheckedRelease,
  type Provenance,
} from './check.ts';
export { PUBLIC_GOOD_ROOT } from './public-good.ts';
export type { Signer } from './signer.ts';
export { PREDICATE_TYPE } from './statement.ts';
