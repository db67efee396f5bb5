export { type SignedAnswer, type SignedFields, type StatedCost } from './answer-fields.ts';
export { readBatchDump, type Batch } from './batch-dump.ts';
export {
  buildBatchTree,
  isInBatch,
  leafOf,
  parseBatchValue,
  proofOf,
  type BatchTree,
  type BatchValue,
} from './batch-tree.ts';
export { BILLING_MAGIC, BillingFilter } from './billing.ts';
export { canonicalRequest, type RequestOptions } from './canonical-request.ts';
export {
  attestationFromCalldata,
  CALLS,
  decodeBatchSettlement,
  decodeUint,
  signaturesInCalldata,
  TOPICS,
  type BatchSettlement,
} from './chain.ts';
export { OpengradientError, type OpengradientErrorCode } from './errors.ts';
export { outputHash, pcrHashOf, teeIdOf } from './hashes.ts';
export {
  checkOhttpKey,
  GATEWAY_SUITE,
  isKeySignature,
  keyConfigBlob,
  keyConfigHash,
  type OhttpKey,
} from './key-config.ts';
export {
  parseLoginBundle,
  parseRefresh,
  type LoginBundle,
  type RefreshedLogin,
} from './login-bundle.ts';
export { NETWORK_DEFAULTS } from './network-defaults.ts';
export { type TokenPrice } from './published-prices.ts';
export {
  gatewayModel,
  prepareRequest,
  requestHash,
  type PreparedRequest,
} from './prepare-request.ts';
export { costInUsd, opgText, opgUnits } from './price.ts';
export {
  checkRegistration,
  eligibleRows,
  type AttestedFacts,
  type SelectionRules,
} from './registration.ts';
export { decodeRegistryRows, isUsable, type RegistryRow } from './registry.ts';
export { parseAnswer } from './single-answer.ts';
export { StreamedAnswer } from './streamed-answer.ts';
export {
  isSameTee,
  signedMessage,
  verifyAnswer,
  verifySignedHashes,
  type ExpectedAnswer,
} from './verify-answer.ts';
export { NODE_METHODS, type NodeMethod, type Nodes } from './nodes.ts';
export {
  recheckRow,
  type Recheck,
  type RecheckedRow,
  type RecheckRules,
  type RecheckStep,
} from './recheck.ts';
export { lookAtRegistry, type RegistryLook, type RegistryRules } from './registry-look.ts';
export { encodeStatement, parseStatement, type RegistryStatement } from './statement.ts';
export {
  lookIntoBatches,
  type BatchLook,
  type SettledLeaf,
  type WantedLeaf,
} from './batch-look.ts';
export { encodeKeptAnswer, parseKeptAnswer, type KeptAnswer } from './kept-answer.ts';
export { exchange, type ExchangeVerdict, type Question } from './exchange.ts';
export { publishedModels, type PublishedModel } from './models.ts';
