/**
 * The one door to whatever proves what runs here. The gateway hands over a hash and a nonce and gets a document.
 * Must never hand out a document that binds another hash than the one asked for.
 */
import type { Bytes } from '../../lib/bytes/index.ts';
import { CodedError } from '../../lib/errors/index.ts';

export type EvidenceErrorCode =
  | 'nonce-invalid'
  | 'hash-invalid'
  | 'evidence-unavailable'
  | 'evidence-invalid'
  | 'root-unreadable';

export class EvidenceError extends CodedError<EvidenceErrorCode> {}

export interface EvidenceSource {
  readonly kind: 'software' | 'nitriding' | 'configfs-tsm';
  /** Sets the 32 bytes that documents carry as appKeyHash from now on. */
  registerKeyHash(hash: Bytes): Promise<void>;
  /** A fresh document (COSE_Sign1, or the envelope of lib/binding around another kind) over this nonce, which nitriding wants 20 bytes long. */
  attest(nonce: Bytes): Promise<Bytes>;
}

export const NONCE_BYTES = 20;
const HASH_BYTES = 32;

export function checkNonce(nonce: Bytes): void {
  if (nonce.length !== NONCE_BYTES) throw new EvidenceError('nonce-invalid');
}

/** An all-zero hash is what nitriding carries before anybody registered: it would bind nothing. */
export function checkHash(hash: Bytes): void {
  if (hash.length !== HASH_BYTES || hash.every((byte) => byte === 0)) {
    throw new EvidenceError('hash-invalid');
  }
}
