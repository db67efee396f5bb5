/** Branches of the TDX rules that no published quote shows, on a platform of the test's own. */
import { describe, expect, it } from 'vitest';
import { verifyTdx, type TdxPolicy } from '../../lib/attestation/tdx/index.ts';
import { MEASURED, NOW_MS, ROOT, SERIALS, tdxEvidence, type TdxParts } from '../fakes/tdx.ts';

const POLICY: TdxPolicy = { measurements: [MEASURED] };

async function judged(parts: TdxParts, policy: Partial<TdxPolicy> = {}, now = NOW_MS) {
  return verifyTdx(tdxEvidence(parts), {
    ...{ now, trustAnchors: [ROOT], policy: { ...POLICY, ...policy } },
    ...{ nonce: null, expectedBinding: null },
  });
}

async function outcome(parts: TdxParts, policy: Partial<TdxPolicy> = {}): Promise<string> {
  const verdict = await judged(parts, policy);
  return verdict.ok ? (verdict.tcb?.status ?? 'no status') : verdict.code;
}

const at = (status: string, advisories: readonly string[] = []) => ({
  levels: [{ svn: 5, status, advisories }],
});

describe('a TDX quote', () => {
  it.each([
    ['version 4', {}],
    ['version 5 with a body of 1.0', { version: 5, bodyType: 2 }],
    ['version 5 with a body of 1.5', { version: 5 }],
    ['with the module judged with the platform', { teeTcbSvn: [5, 0, 5] }],
    [
      'at a level below the best that still holds',
      {
        levels: [
          { svn: 9, status: 'UpToDate' },
          { svn: 5, status: 'UpToDate' },
        ],
      },
    ],
  ] as const)('is accepted in %s', async (_name, parts) => {
    expect(await outcome(parts)).toBe('UpToDate');
  });

  it('says of a newer module that starting anew is advised', async () => {
    const verdict = await judged({ version: 5, teeTcbSvn2: 9 });
    expect(verdict.ok && verdict.isRelaunchAdvised).toBe(true);
  });

  it.each([
    ['debug', 'debug-enclave', { tdAttributes: 1n }],
    ['profiling', 'debug-enclave', { tdAttributes: 1n << 5n }],
    ['migration', 'migration-allowed', { tdAttributes: 1n << 29n }],
    ['performance monitoring', 'attributes-refused', { tdAttributes: 1n << 63n }],
    ['a reserved attribute', 'attributes-refused', { tdAttributes: 1n << 40n }],
    ['XFAM without what is fixed', 'attributes-refused', { xfam: 0n }],
    ['XFAM with what is not allowed', 'attributes-refused', { xfam: 0x100000e7n }],
    ['another module’s signer', 'module-refused', { mrSignerSeam: 1 }],
    ['a service TD', 'attributes-refused', { version: 5, mrServiceTd: 1 }],
    ['another quoting enclave', 'quoting-enclave-refused', { qeSigner: 'ab'.repeat(32) }],
    ['a quoting enclave below every level', 'tcb-unmatched', { qeIsvSvn: 3 }],
    ['a platform below every level', 'tcb-unmatched', { levels: [{ svn: 6, status: 'UpToDate' }] }],
    [
      'a TDX component below every level',
      'tcb-unmatched',
      { levels: [{ svn: 5, tdx: 6, status: 'UpToDate' }] },
    ],
    ['a module that nobody lists', 'tcb-unmatched', { modules: [{ id: 'TDX_03', levels: [] }] }],
    [
      'a module below every level',
      'tcb-unmatched',
      { modules: [{ id: 'TDX_01', levels: [{ svn: 6, status: 'UpToDate' }] }] },
    ],
    ['a status nobody knows', 'collateral-invalid', { levels: [{ svn: 5, status: 'Fine' }] }],
    ['TCB info of another platform', 'collateral-invalid', { info: { fmspc: '00906F050000' } }],
    ['TCB info of another version', 'collateral-invalid', { info: { version: 2 } }],
    ['TCB info of SGX', 'collateral-invalid', { info: { id: 'SGX' } }],
    ['an identity of SGX’s enclave', 'collateral-invalid', { identity: { id: 'QE' } }],
    [
      'TCB info that has run out',
      'collateral-stale',
      { info: { nextUpdate: '2026-02-28T23:59:59Z' } },
    ],
    ['TCB info of tomorrow', 'collateral-stale', { info: { issueDate: '2026-03-02T00:00:00Z' } }],
    [
      'an identity that has run out',
      'collateral-stale',
      { identity: { nextUpdate: '2026-02-28T23:59:59Z' } },
    ],
    ['a revoked platform', 'revoked', { revokedByPlatform: [SERIALS.pck] }],
    ['a revoked authority', 'revoked', { revokedByRoot: [SERIALS.platform] }],
    ['a revoked TCB signer', 'revoked', { revokedByRoot: [SERIALS.tcbSigner] }],
    ['a root list that has run out', 'crl-stale', { rootCrlDays: [-30, -1] }],
    ['a root list of tomorrow', 'crl-stale', { rootCrlDays: [1, 30] }],
    ['a list under another’s key', 'crl-invalid', { pckCrlBy: 'root' }],
    ['no list of the root', 'crl-missing', { collateral: { rootCaCrl: null } }],
    ['no list of the platform’s authority', 'crl-missing', { collateral: { pckCrl: null } }],
  ] as const)('is refused for %s as %s', async (_name, code, parts) => {
    expect(await outcome(parts)).toBe(code);
  });

  it('is refused without collateral, and under another root', async () => {
    const { quote } = tdxEvidence();
    const options = { now: NOW_MS, policy: POLICY, nonce: null, expectedBinding: null };
    const bare = await verifyTdx({ quote, collateral: null }, { ...options, trustAnchors: [ROOT] });
    expect(bare.ok ? '' : bare.code).toBe('collateral-missing');
    const other = await verifyTdx(tdxEvidence(), { ...options, trustAnchors: [] });
    expect(other.ok ? '' : `${other.step} ${other.code}`).toBe('root root-unknown');
  });

  it('is refused under collateral older than one seen before', async () => {
    expect(await outcome({}, { minimumEvaluationNumber: 17 })).toBe('UpToDate');
    expect(await outcome({}, { minimumEvaluationNumber: 18 })).toBe('collateral-stale');
  });
});

describe('the level of a TDX platform', () => {
  it.each([
    'SWHardeningNeeded',
    'ConfigurationNeeded',
    'ConfigurationAndSWHardeningNeeded',
    'OutOfDate',
    'OutOfDateConfigurationNeeded',
  ] as const)('%s is refused unless the policy names it', async (status) => {
    expect(await outcome(at(status))).toBe('tcb-outdated');
    expect(await outcome(at(status), { allowedStatuses: [status] })).toBe(status);
  });

  it('is refused for an advisory that the policy does not name', async () => {
    const parts = at('SWHardeningNeeded', ['INTEL-SA-1', 'INTEL-SA-2']);
    const allowedStatuses = ['SWHardeningNeeded'] as const;
    const some = { allowedStatuses, allowedAdvisories: ['INTEL-SA-1'] };
    expect(await outcome(parts, some)).toBe('tcb-outdated');
    const all = { allowedStatuses, allowedAdvisories: ['INTEL-SA-1', 'INTEL-SA-2'] };
    expect(await outcome(parts, all)).toBe('SWHardeningNeeded');
  });

  it.each([
    ['platform', at('Revoked')],
    ['module', { modules: [{ id: 'TDX_01', levels: [{ svn: 5, status: 'Revoked' }] }] }],
    ['quoting enclave', { qeLevels: [{ svn: 4, status: 'Revoked' }] }],
  ] as const)('Revoked is refused whatever the policy says: %s', async (_name, parts) => {
    const allowedStatuses = ['OutOfDate', 'OutOfDateConfigurationNeeded'] as const;
    expect(await outcome(parts, { allowedStatuses })).toBe('tcb-revoked');
  });

  it.each([
    ['module', { modules: [{ id: 'TDX_01', levels: [{ svn: 5, status: 'OutOfDate' }] }] }],
    ['quoting enclave', { qeLevels: [{ svn: 4, status: 'OutOfDate' }] }],
  ] as const)('is the worst of its parts: %s', async (_name, parts) => {
    expect(await outcome(parts)).toBe('tcb-outdated');
    expect(await outcome(parts, { allowedStatuses: ['OutOfDate'] })).toBe('OutOfDate');
  });
});
