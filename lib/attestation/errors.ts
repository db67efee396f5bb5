/**
 * Every reason for which evidence is refused. Closed, and one code per fault that a person or an operator can act
 * on differently. Must never hold a sentence for the screen: those are chosen by code elsewhere.
 */
import { CodedError } from '../errors/index.ts';

export type AttestationErrorCode =
  // what arrived is not evidence
  | 'evidence-too-large'
  | 'evidence-malformed'
  | 'evidence-unsupported'
  | 'cose-invalid'
  | 'document-invalid'
  // who signed it
  | 'certificate-invalid'
  | 'root-unknown'
  | 'chain-broken'
  | 'signature-invalid'
  | 'revoked'
  | 'crl-missing'
  | 'crl-invalid'
  | 'crl-stale'
  // when
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'clock-wrong'
  | 'evidence-too-old'
  | 'evidence-from-future'
  // what runs there, and for whom it was made
  | 'debug-enclave'
  | 'measurement-unknown'
  | 'register-mismatch'
  | 'nonce-mismatch'
  | 'binding-mismatch'
  // the platform under it
  | 'platform-mismatch'
  | 'product-refused'
  | 'migration-allowed'
  | 'privilege-level-refused'
  | 'chip-hidden'
  | 'operator-mismatch'
  | 'tcb-mismatch'
  | 'tcb-outdated'
  | 'tcb-unmatched'
  | 'tcb-revoked'
  | 'quoting-enclave-refused'
  | 'module-refused'
  | 'attributes-refused'
  | 'collateral-missing'
  | 'collateral-invalid'
  | 'collateral-stale'
  | 'sgx-refused'
  // the GPU beside it
  | 'gpu-evidence-missing'
  | 'gpu-firmware-mismatch'
  | 'gpu-driver-outdated'
  | 'gpu-token-invalid'
  | 'gpu-key-unknown'
  | 'gpu-token-expired'
  | 'gpu-issuer-mismatch'
  | 'gpu-verdict-negative'
  // the list of releases that policy is made from
  | 'release-list-invalid'
  | 'release-list-signature-invalid'
  | 'release-list-expired'
  | 'release-list-rolled-back'
  // where a listed release comes from
  | 'provenance-invalid'
  | 'provenance-unlogged'
  | 'provenance-untrusted'
  | 'provenance-signer'
  | 'provenance-branch'
  | 'provenance-mismatch';

export class AttestationError extends CodedError<AttestationErrorCode> {}

/** Refuses. A function, because every reader says it on every second line. */
export function refuse(code: AttestationErrorCode, detail?: string, cause?: unknown): never {
  throw new AttestationError(code, detail, { cause });
}
