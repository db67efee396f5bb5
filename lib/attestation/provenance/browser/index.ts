export { bundleVerifier } from './verify.ts';
