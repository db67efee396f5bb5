/** Everything that settlement can refuse, as one closed list. Must never carry a sentence for the screen. */
import { CodedError } from '../errors/index.ts';

export type SettlementErrorCode =
  | 'note-malformed'
  | 'note-too-large'
  | 'note-unsigned'
  | 'note-signature-invalid'
  | 'vkey-invalid'
  | 'checkpoint-malformed'
  | 'checkpoint-unsigned'
  | 'checkpoint-origin-wrong'
  | 'checkpoint-empty-root-wrong'
  | 'tile-path-invalid'
  | 'tile-malformed'
  | 'bundle-malformed'
  | 'tree-range-invalid'
  | 'witness-request-malformed'
  | 'inclusion-proof-invalid'
  | 'witness-quorum-missing'
  | 'log-file-absent'
  | 'log-file-unavailable'
  | 'log-not-contradicted'
  | 'log-tiles-unproven'
  | 'checkpoint-stale';

export class SettlementError extends CodedError<SettlementErrorCode> {}
