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
export { AWS_NITRO_ROOT, AWS_NITRO_ROOT_SHA256 } from './nitro/root.ts';
export { commonName, parseCertificate, type Certificate } from './core/x509.ts';
export {
  verifyNitro,
  type NitroFacts,
  type RefusedNitro,
  type VerifiedNitro,
} from './nitro/verify.ts';
