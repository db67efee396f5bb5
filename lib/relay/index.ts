export { carryAsk } from './ask.ts';
export { RelayError, type RelayErrorCode } from './errors.ts';
export { fetchEvidence, NONCE_LENGTH } from './evidence.ts';
export { carryToIssuer, fetchIssuerNote, type IssuerPlace } from './issuer.ts';
export { fetchGateways } from './gateways.ts';
export { fetchKeys } from './keys.ts';
export { fetchLogFile } from './log-files.ts';
export { fetchOperator } from './operator.ts';
export { readOwnFile } from './own-files.ts';
export type { Fetch } from './outer-request.ts';
export type { Place } from './place.ts';
export { fetchTranscript } from './transcript.ts';
export {
  carryWithAccount,
  type AccountPlace,
  type AnswerFraming,
  type CarriedAnswer,
} from './account-ask.ts';
export { fetchBlob } from './blob.ts';
export { refreshLogin, type LoginPlace } from './login.ts';
export { callNode, type ChainMethod, type ChainNode } from './rpc.ts';
