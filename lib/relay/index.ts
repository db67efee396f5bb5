export { carryAsk } from './ask.ts';
export { RelayError, type RelayErrorCode } from './errors.ts';
export { fetchEvidence, NONCE_LENGTH } from './evidence.ts';
export { fetchKeys } from './keys.ts';
export { fetchLogFile } from './log-files.ts';
export { fetchOperator } from './operator.ts';
export type { Fetch } from './outer-request.ts';
export type { Place } from './place.ts';
export { fetchTranscript } from './transcript.ts';
