export { NetworkError, type NetworkErrorCode } from './errors.ts';
export type {
  Answer,
  AnswerEvent,
  AnswerVerdict,
  Asked,
  LateNetworkParts,
  Network,
  NetworkEdges,
  ReadyEnclave,
  SealedAsk,
  Usage,
} from './network.ts';
export { createNetworks, type Networks } from './networks.ts';
export { isBatchLog } from './opengradient/batch-log.ts';
export type { OpengradientPart } from './opengradient/part.ts';
export { RefusedEnclave } from './refused-enclave.ts';
export { takeLists } from './release-lists.ts';
export type { SottoChecks } from './sotto/checks.ts';
export { modelView } from './sotto/enclave-view.ts';
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
