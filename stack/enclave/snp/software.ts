/**
 * SEV-SNP evidence without hardware: reports of exactly AMD's format under a development authority, so that the device
 * runs the same checks on a desk as against a real guest. Everything that stack/enclave/software.ts says of its Nitro
 * documents holds here: it protects nothing, and no root that anybody but a developer trusts may stand above it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { encodeEvidence, reportDataOf } from '../../../lib/binding/index.ts';
import { copyOf, type Bytes } from '../../../lib/bytes/index.ts';
import { newKeyPair } from '../chain.ts';
import type { EvidenceSource } from '../evidence.ts';
import { KeyHash } from '../key-hash.ts';
import type { Measurement } from '../measurement.ts';
import { issueKeyCertificate } from './certificates.ts';
import { PRODUCT, type DevelopmentAuthority } from './development-authority.ts';
import { writeCertificateTable, writeReport } from './report.ts';

export interface SoftwareSnpOptions {
  readonly authority: DevelopmentAuthority;
  readonly measurement: Measurement;
  readonly now: () => number;
  /** Further bits of the guest's policy; 19 is debug. */
  readonly policyBits?: bigint;
}

const LEVEL = { bootLoader: 9, tee: 0, snp: 23, microcode: 72 };
/** As long as AMD's own key certificates are valid. */
const KEY_YEARS_MS = 7 * 365 * 24 * 3_600_000;

export function createSoftwareSnpSource(options: SoftwareSnpOptions): EvidenceSource {
  const { authority, measurement, now } = options;
  const chipId = copyOf(randomBytes(64));
  const key = newKeyPair();
  const fromMs = Math.floor(now() / 1000) * 1000 - 1000;
  const validity = { fromMs, untilMs: fromMs + KEY_YEARS_MS };
  const facts = { product: PRODUCT, level: LEVEL, chipId };
  const aux = writeCertificateTable(issueKeyCertificate(key.publicKey, authority, validity, facts));
  const keyHash = new KeyHash();
  return {
    kind: 'software',
    registerKeyHash: keyHash.register,
    async attest(nonce) {
      const report = writeReport({
        reportData: await reportDataOf(keyHash.boundWith(nonce), nonce),
        measurement: snpMeasurement(measurement),
        ...{ chipId, level: LEVEL, key: key.privateKey },
        policyBits: options.policyBits ?? 0n,
      });
      return encodeEvidence({ kind: 'amd-sev-snp', report, aux });
    },
  };
}

/** One value stands for everything that was in memory at launch. */
export function snpMeasurement({ pcr0, pcr1, pcr2 }: Measurement): Bytes {
  return copyOf(createHash('sha384').update(pcr0).update(pcr1).update(pcr2).digest());
}
