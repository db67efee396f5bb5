/**
 * One door for every kind of evidence, for callers that learn the kind at run time (the verify command, the proof
 * page). Kept apart from lib/attestation/index.ts so that a worker that speaks Nitro alone does not carry the rest.
 */
import type { Bytes } from '../../bytes/index.ts';
import {
  verifyComposite,
  type CompositeEvidence,
  type CompositeOptions,
  type RefusedComposite,
  type VerifiedComposite,
} from '../composite/verify.ts';
import type { NitroOptions } from '../nitro/policy.ts';
import { verifyNitro, type RefusedNitro, type VerifiedNitro } from '../nitro/verify.ts';
import {
  verifyNras,
  type NrasEvidence,
  type NrasOptions,
  type RefusedNras,
  type VerifiedNras,
} from '../nvidia/verify-nras.ts';
import {
  verifySpdm,
  type RefusedSpdm,
  type SpdmEvidence,
  type SpdmOptions,
  type VerifiedSpdm,
} from '../nvidia/verify-spdm.ts';
import {
  verifySnp,
  type RefusedSnp,
  type SnpEvidence,
  type SnpOptions,
  type VerifiedSnp,
} from '../snp/verify.ts';
import {
  verifyTdx,
  type RefusedTdx,
  type TdxEvidence,
  type TdxOptions,
  type VerifiedTdx,
} from '../tdx/verify.ts';

/** Evidence and the options of its kind, together, so that they can not be mixed up. */
export type Question =
  | { readonly kind: 'aws-nitro'; readonly evidence: Bytes; readonly options: NitroOptions }
  | { readonly kind: 'amd-sev-snp'; readonly evidence: SnpEvidence; readonly options: SnpOptions }
  | { readonly kind: 'intel-tdx'; readonly evidence: TdxEvidence; readonly options: TdxOptions }
  | { readonly kind: 'nvidia-spdm'; readonly evidence: SpdmEvidence; readonly options: SpdmOptions }
  | { readonly kind: 'nvidia-nras'; readonly evidence: NrasEvidence; readonly options: NrasOptions }
  | {
      readonly kind: 'composite-tdx-gpu';
      readonly evidence: CompositeEvidence;
      readonly options: CompositeOptions;
    };

export type Verdict =
  | (VerifiedNitro | RefusedNitro)
  | (VerifiedSnp | RefusedSnp)
  | (VerifiedTdx | RefusedTdx)
  | (VerifiedSpdm | RefusedSpdm)
  | (VerifiedNras | RefusedNras)
  | (VerifiedComposite | RefusedComposite);

export async function verify(question: Question): Promise<Verdict> {
  switch (question.kind) {
    case 'aws-nitro':
      return verifyNitro(question.evidence, question.options);
    case 'amd-sev-snp':
      return verifySnp(question.evidence, question.options);
    case 'intel-tdx':
      return verifyTdx(question.evidence, question.options);
    case 'nvidia-spdm':
      return verifySpdm(question.evidence, question.options);
    case 'nvidia-nras':
      return verifyNras(question.evidence, question.options);
    case 'composite-tdx-gpu':
      return verifyComposite(question.evidence, question.options);
  }
}
