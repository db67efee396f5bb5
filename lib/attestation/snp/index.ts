export { keyCertificateIn } from './certificate-table.ts';
export { AMD_ROOTS } from './roots.ts';
export type { SnpBinding, SnpMeasurement, SnpPolicy } from './policy.ts';
export { parseReport, tcbOf, type SnpProduct, type SnpReport, type SnpTcb } from './report.ts';
export { readKeyCertificate, type KeyCertificate } from './key-certificate.ts';
export {
  verifySnp,
  type RefusedSnp,
  type SnpEvidence,
  type SnpFacts,
  type SnpOptions,
  type VerifiedSnp,
} from './verify.ts';
