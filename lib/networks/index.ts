export { NetworkError, type NetworkErrorCode } from './errors.ts';
export type {
  Answer,
  AnswerEvent,
  AnswerVerdict,
  Asked,
  Network,
  NetworkEdges,
  ReadyEnclave,
  SealedAsk,
  Usage,
} from './network.ts';
export { createNetworks, type Networks } from './networks.ts';
export { Account } from './opengradient/account.ts';
export { isBatchLog, lookForLeaves } from './opengradient/settlement.ts';
export { RefusedEnclave } from './refused-enclave.ts';
export { takeLists } from './release-lists.ts';
export { chainView, type ChainFacts } from './sotto/chain-view.ts';
export { sourceOf, trustOf, type SourcedTrust, type TrustQuestion } from './trust.ts';
export type {
  AccountView,
  Advice,
  ChainLinkView,
  CostView,
  EnclaveView,
  ErrorView,
  LeavesView,
  MeasurementView,
  ModelView,
  PriceView,
  RegistryView,
  SeenKeyView,
  SeenView,
  StepView,
} from './view.ts';
