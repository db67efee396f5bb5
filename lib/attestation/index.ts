export { AttestationError, type AttestationErrorCode } from './errors.ts';
export type { EvidenceKind, Refused, Step, StepName, Verified } from './verdict.ts';
export { parseNitridingUserData, type NitridingUserData } from './nitro/nitriding.ts';
export type {
  AllowedMeasurement,
  NitroBinding,
  NitroMeasurement,
  NitroOptions,
  NitroPolicy,
} from './nitro/policy.ts';
export { AWS_NITRO_PIN, AWS_NITRO_ROOT, AWS_NITRO_ROOT_SHA256 } from './nitro/root.ts';
export { commonName, parseCertificate, type Certificate } from './core/x509.ts';
export {
  verifyNitro,
  type NitroFacts,
  type RefusedNitro,
  type VerifiedNitro,
} from './nitro/verify.ts';
export {
  allowListFor,
  type AllowListSources,
  type Consent,
  type ListedImage,
  type MeasurementSource,
  type AllowedImage,
  type SourcedImage,
} from './policy/allow-list.ts';
export { isVerdictCurrent, type CachedVerdict } from './policy/cached-verdict.ts';
export { PINNED_RELEASES, pinnedFor, type PinnedRelease } from './policy/pinned-releases.ts';
export {
  openReleaseList,
  sealReleaseList,
  type ListedRelease,
  type ListedSource,
  type ReleaseList,
  type ReleaseListOptions,
} from './policy/release-list.ts';
export {
  imageOfText,
  imageText,
  registersOf,
  sameImage,
  type Image,
  type ImageKind,
  type Register,
  type SnpImage,
  type TdxImage,
} from './policy/image.ts';
