export { ProofChecker, type Reader } from './check.ts';
export {
  checkContradiction,
  encodeContradiction,
  parseContradiction,
  type ContradictionFile,
} from './contradiction.ts';
export type { FileVerdict } from './run.ts';
export { ProofFileError, type ProofFileErrorCode } from './errors.ts';
export {
  encodeProofFile,
  type FilePlaintext,
  type FileSettlement,
  type ProofFile,
} from './encode.ts';
export { MAX_PROOF_LENGTH, parseAnyProof, parseProofFile, type AnyProofFile } from './format.ts';
export { encodeOpengradientFile, type OpengradientProofFile } from '../opengradient-file/encode.ts';
export { ProofSplitter } from './split.ts';
export { certificateIn } from './root-file.ts';
export { tellProof, type Told } from './told.ts';
export { summaryOf } from './words.ts';
