import { describe, expect, it } from 'vitest';
import {
  keyCertificateIn,
  verifySnp,
  type SnpOptions,
} from '../../../lib/attestation/snp/index.ts';
import { parseEvidence, reportDataOf } from '../../../lib/binding/index.ts';
import { toHex, type Bytes } from '../../../lib/bytes/index.ts';
import { measureSources } from '../../../stack/enclave/measurement.ts';
import { openDevelopmentAuthority } from '../../../stack/enclave/snp/development-authority.ts';
import { createSoftwareSnpSource, snpMeasurement } from '../../../stack/enclave/snp/software.ts';
import { temporaryFolder } from '../../fakes/temporary-folder.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const HASH = new Uint8Array(32).fill(7);
const NONCE = new Uint8Array(20).fill(9);

async function documentOf(folder: string): Promise<{ evidence: Bytes; options: SnpOptions }> {
  const authority = await openDevelopmentAuthority(folder, NOW);
  const measurement = await measureSources();
  const source = createSoftwareSnpSource({ authority, measurement, now: () => NOW });
  await source.registerKeyHash(HASH);
  const reportData = await reportDataOf(HASH, NONCE);
  return {
    evidence: await source.attest(NONCE),
    options: {
      now: NOW,
      trustAnchors: authority.certificates,
      policy: { measurements: [{ measurement: toHex(snpMeasurement(measurement)) }] },
      nonce: null,
      expectedBinding: { kind: 'report-data', reportData },
    },
  };
}

describe('software SEV-SNP evidence', () => {
  it('passes every check of a real one, under its own root, and says that this is a development root', async () => {
    const folder = await temporaryFolder();
    const { evidence, options } = await documentOf(folder);
    const { kind, report, aux } = parseEvidence(evidence);
    expect(kind).toBe('amd-sev-snp');
    const leaf = keyCertificateIn(aux);
    const verdict = await verifySnp({ report, leaf }, options);
    expect(verdict).toMatchObject({ ok: true, product: 'Genoa', isDevelopmentRoot: true });
    expect(verdict.steps.filter((step) => step.verdict === 'fail')).toEqual([]);
    const nobodys = await verifySnp({ report, leaf }, { ...options, trustAnchors: [] });
    expect(nobodys).toMatchObject({ ok: false, code: 'root-unknown' });
    const other = { kind: 'report-data' as const, reportData: await reportDataOf(NONCE, NONCE) };
    const elsewhere = await verifySnp({ report, leaf }, { ...options, expectedBinding: other });
    expect(elsewhere).toMatchObject({ ok: false, code: 'binding-mismatch' });
    // The same authority again: a device has to be told once.
    const again = await documentOf(folder);
    expect(again.options.trustAnchors).toEqual(options.trustAnchors);
  });
});
