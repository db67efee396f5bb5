export { parseComposite, type CompositeDocument } from './document.ts';
export {
  verifyComposite,
  type CompositeEvidence,
  type CompositeFacts,
  type CompositeOptions,
  type CompositePolicy,
  type RefusedComposite,
  type VerifiedComposite,
} from './verify.ts';
