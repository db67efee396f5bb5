export { textsOf, type DraftTexts } from './draft-texts.ts';
export { findAll, type Rules } from './find.ts';
export { KINDS, type Finding, type Kind } from './finding.ts';
export { hidden, hideIn, marksInUse } from './hide.ts';
export {
  MAX_REDACTED_LENGTH,
  MAX_SPANS,
  PARTS,
  redact,
  stampOf,
  type Before,
  type Mark,
  type Part,
  type Redaction,
  type Span,
  type Texts,
} from './redact.ts';
export { piecesOf, restored, showableLength, type Piece } from './restore.ts';
export { Source } from './source.ts';
