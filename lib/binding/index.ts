export { BindingError, type BindingErrorCode } from './errors.ts';
export {
  encodeEvidence,
  EVIDENCE_MAX_BYTES,
  isEnvelope,
  parseEvidence,
  reportDataOf,
  type EnvelopeKind,
  type EvidenceEnvelope,
} from './evidence.ts';
export { keyLogEntry, type KeyValidity } from './key-log.ts';
export {
  answerersOf,
  encodeStatement,
  parseStatement,
  upstreamsOf,
  type Place,
  type Statement,
  type StatementCredits,
  type StatementModel,
} from './statement.ts';
export {
  encodeTranscript,
  parseTranscript,
  TRANSCRIPT_MAX_BYTES,
  transcriptHash,
  type Transcript,
  type TranscriptParts,
} from './transcript.ts';
