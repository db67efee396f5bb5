export { creditsFor } from './amounts.ts';
export {
  BATCH_COUNT,
  BATCH_MEDIA,
  encodeBatchRequest,
  encodeBatchResponse,
  parseBatchRequest,
  parseBatchResponse,
  type BatchEntry,
} from './batch.ts';
export { blind, encodePss, finalize } from './blind-rsa.ts';
export {
  challengeDigest,
  encodeChallenge,
  parseChallenge,
  serviceChallenge,
  TOKEN_TYPE,
  type TokenChallenge,
} from './challenge.ts';
export {
  formatDirectory,
  issuingKey,
  readDirectory,
  type Directory,
  type DirectoryKey,
} from './directory.ts';
export { CreditsError, type CreditsErrorCode } from './errors.ts';
export {
  formatChallengeHeader,
  formatTokenHeader,
  parseChallengeHeader,
  parseTokenHeader,
  type ChallengeHeader,
} from './header.ts';
export { drawSecrets, finishToken, requestToken, type TokenSecrets } from './issuance.ts';
export {
  formatIssuerNote,
  issuerKeyEntry,
  keysTaken,
  keyThatIssues,
  openIssuerNote,
  type IssuerIdentity,
  type IssuerNote,
  type KeyFacts,
  type NoteKey,
} from './issuer-note.ts';
export { readIssuerKey, type IssuerKey } from './issuer-key.ts';
export { issueToken, parseTokenRequest, REQUEST_LENGTH, type RawSign } from './issuing.ts';
export {
  parseToken,
  spentId,
  TOKEN_LENGTH,
  tokenInput,
  verifyToken,
  type Redemption,
  type Token,
} from './token.ts';
