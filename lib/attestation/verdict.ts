/**
 * The two outcomes of a verification, the same for every kind of evidence: a complete typed success, or one coded
 * refusal that keeps the step list and the bytes. There is no third, and no boolean.
 * Must never be built anywhere but in core/steps.ts.
 */
import type { Bytes } from '../bytes/index.ts';
import type { AttestationErrorCode } from './errors.ts';

export type EvidenceKind =
  'aws-nitro' | 'amd-sev-snp' | 'intel-tdx' | 'nvidia-spdm' | 'nvidia-nras' | 'composite-tdx-gpu';

export type StepName =
  // is it evidence at all
  | 'size'
  | 'envelope'
  | 'document'
  | 'report'
  | 'platform'
  // who made it
  | 'root'
  | 'certificates'
  | 'chain'
  | 'signature'
  | 'key-certificate'
  | 'attestation-key'
  | 'revocation'
  | 'collateral'
  | 'quoting-enclave'
  // when
  | 'valid-when-made'
  | 'valid-now'
  | 'age'
  // what it is
  | 'debug'
  | 'attributes'
  | 'tcb'
  | 'firmware'
  | 'measurement'
  | 'registers'
  | 'verdict'
  // for whom it was made
  | 'nonce'
  | 'binding'
  | 'cpu'
  | 'gpu';

export interface Step {
  readonly name: StepName;
  /** 'not-reached': an earlier step failed, or the caller did not ask for this one (the detail says which). */
  readonly verdict: 'pass' | 'fail' | 'not-reached';
  readonly detail: string;
  readonly bytes?: Bytes;
}

/** The facts `F` are what the signed evidence says; nothing beside the evidence adds to them. */
export type Verified<K extends EvidenceKind = EvidenceKind, F extends object = object> = {
  readonly ok: true;
  readonly kind: K;
  readonly steps: readonly Step[];
  readonly evidence: Bytes;
} & F;

export interface Refused<K extends EvidenceKind = EvidenceKind, F extends object = object> {
  readonly ok: false;
  readonly kind: K;
  readonly code: AttestationErrorCode;
  readonly step: StepName;
  readonly detail: string;
  readonly steps: readonly Step[];
  readonly evidence: Bytes;
  /**
   * What the evidence says, when its chain and signature hold and only policy refuses it; else null.
   * For showing it to the person and asking for consent. Never to be sealed to.
   */
  readonly signed: F | null;
}
