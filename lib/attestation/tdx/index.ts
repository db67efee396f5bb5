export type { SgxBody, TdBody } from './body.ts';
export { parseCollateral, type TdxCollateral, type Window } from './collateral.ts';
export { platformOf, type PckFacts } from './pck.ts';
export type { TdxBinding, TdxMeasurement, TdxPolicy } from './policy.ts';
export { parseQuote, type Quote } from './quote.ts';
export { INTEL_ROOT } from './root.ts';
export { parseQeIdentity, parseTcbInfo, TCB_STATUSES, type TcbStatus } from './tcb-info.ts';
export type { TcbVerdict } from './tcb.ts';
export {
  verifyTdx,
  type RefusedTdx,
  type TdxEvidence,
  type TdxFacts,
  type TdxOptions,
  type VerifiedTdx,
} from './verify.ts';
