/** Why a proof file is refused, beside what evidence, transcript, receipt and settlement say in their own codes. */
import { CodedError } from '../../errors/index.ts';

export type ProofFileErrorCode =
  /** Not what proof-file.schema.json describes: no JSON, an unknown, missing or doubled field, bytes badly written. */
  | 'proof-file-malformed'
  | 'proof-file-too-large'
  | 'proof-file-version-unknown'
  /** No hardware stands behind this evidence, and the reader has not named its root. */
  | 'development-root'
  /** The key configuration of the file is not the one that the evidence binds. */
  | 'proof-keys-differ'
  /** The recorded time does not fit the evidence, its certificates, the receipt or the witness. */
  | 'recorded-time-implausible'
  /** The receipt was not in the public log when this file was written. */
  | 'not-settled';

export class ProofFileError extends CodedError<ProofFileErrorCode> {}
