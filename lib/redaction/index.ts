export { textsOf, type DraftTexts } from './draft-texts.ts';
export { findAll, type Rules } from './find.ts';
export { KINDS, type Finding, type Kind } from './finding.ts';
export { hidden, hideIn, marksInUse } from './hide.ts';
export { redact, type Before, type Mark, type Redaction, type Span } from './redact.ts';
export { MAX_SPANS, stampOf, type Part, type Texts } from './texts.ts';
export { isPlaceholder, piecesOf, restored, showableLength, type Piece } from './restore.ts';
export { Source } from './source.ts';
