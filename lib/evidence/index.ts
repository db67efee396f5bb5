export { judgeNitro, nitroVerdict } from './nitro.ts';
export type {
  ChainCertificate,
  EvidenceQuestion,
  EvidenceStep,
  EvidenceVerdict,
  SignedFacts,
} from './verdict.ts';
