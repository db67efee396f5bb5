/**
 * Everything that can go wrong while sealing and opening, as one closed list.
 * A failed opening says 'open-failed' and nothing more: which byte was wrong is of use to an attacker only.
 */
import { CodedError } from '../errors/index.ts';

export type OhttpErrorCode =
  | 'key-config-invalid'
  | 'key-config-unsupported'
  | 'key-unknown'
  | 'low-order-point'
  | 'varint-invalid'
  | 'bhttp-invalid'
  | 'request-invalid'
  | 'request-too-large'
  | 'response-invalid'
  | 'open-failed'
  | 'truncated'
  | 'chunk-empty'
  | 'chunk-too-large'
  | 'context-used'
  | 'context-wiped'
  | 'context-expired';

export class OhttpError extends CodedError<OhttpErrorCode> {}
