export { parsePem } from '../core/pem.ts';
export type { DeviceVerdict } from './claims.ts';
export { parseKeySet, parseToken, type Token } from './jwt.ts';
export { COMPOSITE_DEVICE_ID } from './dice.ts';
export { parseDeviceReport, type DeviceReport } from './report.ts';
export { NRAS_ISSUER, NVIDIA_ROOT } from './root.ts';
export {
  verifyNras,
  type NrasEvidence,
  type NrasFacts,
  type NrasOptions,
  type NrasPolicy,
  type RefusedNras,
  type VerifiedNras,
} from './verify-nras.ts';
export {
  verifySpdm,
  type RefusedSpdm,
  type SpdmEvidence,
  type SpdmFacts,
  type SpdmOptions,
  type SpdmPolicy,
  type VerifiedSpdm,
} from './verify-spdm.ts';
