/**
 * A verdict on evidence in the same words for every kind, as everything behind the verifier uses it: the drawn chain,
 * the screens, the kept proofs. Each kind's own facts stay in lib/attestation. Must never say more of refused evidence
 * than its signature covers.
 */
import type { AllowedImage, Image, ImageKind } from '../attestation/index.ts';
import type { Bytes } from '../bytes/index.ts';

/** What evidence is held against. */
export interface EvidenceQuestion {
  readonly now: number;
  /** Roots for the kinds that take theirs from the caller, and development roots for all. */
  readonly trustAnchors: readonly Bytes[];
  /** Of any kind; empty allows nothing. */
  readonly images: readonly AllowedImage[];
  readonly nonce: Bytes;
  readonly transcriptHash: Bytes;
}

export interface EvidenceStep {
  readonly name: string;
  readonly verdict: 'pass' | 'fail' | 'not-reached';
  readonly detail: string;
  readonly bytes?: Bytes;
}

export interface ChainCertificate {
  /** Its common name, or '' where it has none. */
  readonly name: string;
  readonly bytes: Bytes;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** What the signature covers. */
export interface SignedFacts {
  readonly image: Image;
  readonly release: string | null;
  /** When it was made; null for kinds that do not say. Fresh they are by the nonce alone. */
  readonly timeMs: number | null;
  /** What the bytes call the machine: a module, a product. */
  readonly label: string;
  /** User data or report data: what the transcript is bound in. */
  readonly bound: Bytes;
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
  /** Root first. */
  readonly chain: readonly ChainCertificate[];
}

export interface EvidenceVerdict {
  readonly kind: ImageKind;
  /** Null where everything holds. */
  readonly code: string | null;
  readonly steps: readonly EvidenceStep[];
  /** Null where chain or signature does not hold. */
  readonly signed: SignedFacts | null;
  readonly evidence: Bytes;
}
