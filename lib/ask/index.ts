export type {
  Advice,
  AskPhase,
  AskView,
  ChainLinkView,
  Draft,
  EnclaveView,
  ErrorView,
  LeavesView,
  MeasurementView,
  ModelView,
  PriceView,
  ProofDetail,
  ProofStates,
  ProofSummary,
  SeenKeyView,
  SeenView,
  StepView,
} from './view.ts';
export { errorKey } from './error-sentences.ts';
export { ERROR_TABLE, errorViewOf, viewOfCode } from './error-table.ts';
export { Desk } from './desk.ts';
export { chainView, type ChainFacts } from './chain-view.ts';
export { sourceOf, trustOf, type SourcedTrust, type TrustQuestion } from './trust.ts';
export { AskError, type AskErrorCode } from './errors.ts';
export type { Edges, TabFacts } from './edges.ts';
export type { Gesture } from './wake.ts';
