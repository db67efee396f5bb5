export { auditLog, type LogFault } from './audit.ts';
export {
  decideAddCheckpoint,
  formatAddCheckpoint,
  MAX_WITNESS_REQUEST_LENGTH,
  NOTHING_WITNESSED,
  parseAddCheckpoint,
  SIZE_CONFLICT_TYPE,
  type AddCheckpointRequest,
  type WitnessDecision,
  type WitnessedTree,
} from './add-checkpoint.ts';
export {
  formatCheckpointText,
  openCheckpoint,
  parseCheckpointText,
  type Checkpoint,
  type Cosignature,
  type LogIdentity,
  type SignedCheckpoint,
} from './checkpoint.ts';
export { verifyContradiction, type Contradiction } from './contradiction.ts';
export { signerFromSeed, type Sign } from './ed25519.ts';
export { encodeBundle, parseBundle, parseEntries } from './entry-bundle.ts';
export { SettlementError, type SettlementErrorCode } from './errors.ts';
export { EMPTY_ROOT, hashPairs, leafHash, nodeHash } from './hashing.ts';
export {
  formatNote,
  formatSignatureLine,
  parseNote,
  parseSignatureLine,
  type Note,
  type NoteSignature,
} from './note.ts';
export {
  cosignatureMessage,
  cosignatureTime,
  cosignText,
  signText,
  verifyNote,
  type VerifiedSignature,
} from './open-note.ts';
export { tilesFrom, type LogFetcher } from './log-files.ts';
export {
  verifySettlement,
  type LogPolicy,
  type Settled,
  type SettlementProof,
} from './settlement-proof.ts';
export { nodesFromLeaves, nodesFromTiles, parseTile, type TileReader } from './tile-nodes.ts';
export {
  entriesPath,
  parseResourcePath,
  resourcePath,
  resourcesOf,
  TILE_HEIGHT,
  TILE_WIDTH,
  tilePath,
  tileWidth,
  type LogResource,
  type TileCoordinate,
} from './tiles.ts';
export {
  computeConsistencyProof,
  computeInclusionProof,
  computeRoot,
  provePrefix,
  type NodeReader,
} from './tree.ts';
export {
  COSIGNATURE_V1,
  LOG_SIGNATURE,
  makeVerifierKey,
  parseVerifierKey,
  type KeyType,
  type VerifierKey,
} from './verifier-key.ts';
export {
  verifyConsistency,
  verifyInclusion,
  type ConsistencyClaim,
  type InclusionClaim,
} from './verify-proof.ts';
export { judgeUpdate, type UpdateVerdict } from './update.ts';
export {
  watchLog,
  type LeafState,
  type WatchedLeaf,
  type WatchInput,
  type WatchResult,
} from './watch.ts';
