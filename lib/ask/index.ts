export type {
  AccountView,
  AlarmView,
  Advice,
  AskBrief,
  AskPhase,
  AskView,
  AskWait,
  ChainLinkView,
  CostView,
  Draft,
  EnclaveView,
  ErrorView,
  FollowView,
  LeavesView,
  MeasurementView,
  ModelView,
  PageText,
  PriceView,
  ProofDetail,
  ProofStates,
  ProofSummary,
  QuoteSource,
  RegistryView,
  SeenKeyView,
  SeenView,
  StepView,
  ThreadPlace,
} from './view.ts';
export { errorKey } from './error-sentences.ts';
export { ERROR_TABLE, errorViewOf, viewOfCode } from './error-table.ts';
export { Desk } from './desk.ts';
export { LockDesk } from './lock-desk.ts';
export type { SessionStore } from './edges.ts';
export { AskError, type AskErrorCode } from './errors.ts';
export type { Edges, TabFacts } from './edges.ts';
export type { Gesture } from './wake.ts';
