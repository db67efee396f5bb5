/** What a machine of AMD's or Intel's kind says wrongly of itself, signed by keys that the device trusts. */
import { writeCbor } from '../../lib/cbor/index.ts';
import type { EnvelopeLie } from '../fakes/lying-reports.ts';
import type { SnpParts } from '../fakes/snp.ts';
import { SERIALS, type TdxParts } from '../fakes/tdx.ts';
import type { EnclaveFault } from './enclave-fault.ts';

function snp(id: string, of: string, codes: readonly string[], parts: SnpParts): EnclaveFault {
  const set: EnclaveFault['set'] = ({ fake, reports }) => fake.present(reports.snp(parts));
  return { id: `SEV-SNP: ${id}`, of: [of], codes, set };
}

function tdx(
  id: string,
  of: string,
  codes: readonly string[],
  parts: TdxParts,
  envelope?: EnvelopeLie,
): EnclaveFault {
  const set: EnclaveFault['set'] = ({ fake, reports }) =>
    fake.present(reports.tdx(parts, envelope));
  return { id: `TDX: ${id}`, of: [of], codes, set };
}

const level = (status: string): TdxParts => ({ levels: [{ svn: 5, status }] });

export const REPORT_FAULTS: readonly EnclaveFault[] = [
  snp('a guest that may be debugged', 'case 10', ['debug-enclave'], {
    policy: (1n << 19n) | (1n << 17n) | (1n << 16n),
  }),
  snp('a report for another nonce', 'case 8', ['binding-mismatch'], {
    reportData: new Uint8Array(64),
  }),
  snp('the certificate of another chip', 'snp certificate differs', ['platform-mismatch'], {
    hardwareId: new Uint8Array(64).fill(0xc2),
  }),
  snp('a certificate of another patch level', 'snp certificate differs', ['tcb-mismatch'], {
    certifiedTcb: { '3.8': 83 },
  }),
  snp('a higher patch level told by the report alone', 'patch level', ['tcb-mismatch'], {
    reportedTcb: [3, 0, 0, 0, 0, 0, 23, 99],
  }),
  snp(
    'a signature that holds over a guest that is not at the lowest level',
    'policy unread',
    ['privilege-level-refused'],
    { vmpl: 1 },
  ),
  tdx('a domain that may be debugged', 'case 10', ['debug-enclave'], { tdAttributes: 1n }),
  tdx('a revoked platform', 'tdx collateral', ['tcb-revoked'], level('Revoked')),
  tdx('a platform out of date', 'tdx collateral', ['tcb-outdated'], level('OutOfDate')),
  tdx('collateral that has run out', 'tdx collateral', ['collateral-stale'], {
    info: { nextUpdate: '2026-02-28T23:59:59Z' },
  }),
  tdx('a revocation list that has run out', 'tdx collateral', ['crl-stale'], {
    rootCrlDays: [-30, -1],
  }),
  tdx('a revocation list under another’s key', 'tdx collateral', ['crl-invalid'], {
    pckCrlBy: 'root',
  }),
  tdx('a revoked certificate', 'tdx collateral', ['revoked'], {
    revokedByPlatform: [SERIALS.pck],
  }),
  tdx('a quoting enclave of somebody else', 'tdx collateral', ['quoting-enclave-refused'], {
    qeSigner: 'ab'.repeat(32),
  }),
  tdx('a reserved attribute', 'tdx collateral', ['attributes-refused'], {
    tdAttributes: 1n << 40n,
  }),
  tdx('no collateral at all', 'tdx collateral', ['collateral-missing'], {}, ({ kind, report }) =>
    writeCbor(['sotto evidence v1', kind, report, new Uint8Array(0), new Uint8Array(0)]),
  ),
  // A GPU cannot count for nothing where no evidence with a GPU is taken at all: the premise, held.
  tdx(
    'a GPU beside it, which no gateway of ours may have',
    'gpu evidence',
    ['envelope-invalid'],
    {},
    ({ report, aux }) =>
      writeCbor(['sotto evidence v1', 'composite-tdx-gpu', report, aux, new Uint8Array(0)]),
  ),
  tdx(
    'a manifest of devices beside it',
    'gpu evidence',
    ['envelope-invalid'],
    {},
    ({ kind, report, aux }) =>
      writeCbor(['sotto evidence v1', kind, report, aux, new Uint8Array(9)]),
  ),
];
