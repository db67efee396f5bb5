/** Branches of the SEV-SNP rules that no published report shows, on a machine of the test's own. */
import { describe, expect, it } from 'vitest';
import { verifySnp, type SnpPolicy } from '../../lib/attestation/snp/index.ts';
import { NOW_MS, SnpMaker, UNKNOWN_CRITICAL, WRAPPED_CHIP, type SnpParts } from '../fakes/snp.ts';

const maker = new SnpMaker();
const MEASURED = '3e'.repeat(48);

async function outcome(parts: SnpParts, policy: Partial<SnpPolicy> = {}, now = NOW_MS) {
  const verdict = await verifySnp(maker.evidence(parts), {
    ...{ now, trustAnchors: maker.anchors(parts), nonce: null, expectedBinding: null },
    policy: { measurements: [{ measurement: MEASURED }], ...policy },
  });
  return verdict.ok ? verdict.product : verdict.code;
}

const ZERO_CHIP = new Uint8Array(64);
const floor = { bootLoader: 3, tee: 0, snp: 23, microcode: 84 };
const DEBUG = (1n << 17n) | (1n << 19n);
const MIGRATE = (1n << 17n) | (1n << 18n);

describe('an SNP report', () => {
  it.each([
    ['version 2, whose product only the certificate names', { version: 2 }],
    ['version 3', {}],
    ['version 4', { version: 4 }],
    ['version 5', { version: 5 }],
    ['Turin, with its own order of levels and a short chip id', { product: 'Turin', version: 5 }],
    ['a key of the operator’s', { isVlek: true }],
    ['a key of the operator’s on Turin', { product: 'Turin', isVlek: true }],
    ['Bergamo', { productName: 'Bergamo-A1', cpuid: [0x19, 0xa0] }],
    ['Siena', { productName: 'Siena-A1', cpuid: [0x19, 0xa1] }],
    ['a name without a stepping', { productName: 'Genoa' }],
    ['a chip id wrapped once more', { hardwareId: WRAPPED_CHIP }],
    ['a current list that revokes nothing', { crl: {} }],
  ] as const)('is accepted for %s', async (_name, parts) => {
    expect(await outcome(parts)).toBe('product' in parts ? parts.product : 'Genoa');
  });

  it('of Milan is refused unless the policy names Milan', async () => {
    expect(await outcome({ product: 'Milan' })).toBe('product-refused');
    expect(await outcome({ product: 'Milan' }, { products: ['Milan'] })).toBe('Milan');
  });

  it.each([
    ['version 1', 'evidence-unsupported', { version: 1 }],
    ['version 6', 'evidence-unsupported', { version: 6 }],
    ['a key of no kind', 'evidence-unsupported', { keyInfo: 7 << 2 }],
    ['policy bit 17 clear', 'evidence-malformed', { policy: 0n }],
    ['debug', 'debug-enclave', { policy: DEBUG }],
    ['migration', 'migration-allowed', { policy: MIGRATE }],
    ['another privilege level', 'privilege-level-refused', { vmpl: 1 }],
    ['a report that says VLEK under a VCEK', 'platform-mismatch', { keyInfo: 1 << 2 }],
    ['a report that says VCEK under a VLEK', 'platform-mismatch', { isVlek: true, keyInfo: 0 }],
    ['a VLEK of nobody', 'platform-mismatch', { isVlek: true, operator: null }],
    ['a VLEK with a chip', 'platform-mismatch', { isVlek: true, hardwareId: ZERO_CHIP }],
    ['a VCEK without a chip', 'platform-mismatch', { hardwareId: null }],
    ['another chip', 'platform-mismatch', { chipId: new Uint8Array(64).fill(0xc2) }],
    ['a hidden chip', 'chip-hidden', { chipId: ZERO_CHIP, keyInfo: 2 }],
    [
      'Turin with bytes after its chip id',
      'platform-mismatch',
      { product: 'Turin', chipId: new Uint8Array(64).fill(0xc1) },
    ],
    ['another product’s name', 'platform-mismatch', { productName: 'Milan-B0' }],
    ['another product’s processor', 'platform-mismatch', { cpuid: [0x19, 0x01] }],
    ['a processor nobody knows', 'platform-mismatch', { cpuid: [0x1b, 0x01] }],
    ['another boot loader', 'tcb-mismatch', { certifiedTcb: { '3.1': 4 } }],
    ['another TEE', 'tcb-mismatch', { certifiedTcb: { '3.2': 1 } }],
    ['another SNP firmware', 'tcb-mismatch', { certifiedTcb: { '3.3': 22 } }],
    ['another microcode', 'tcb-mismatch', { certifiedTcb: { '3.8': 85 } }],
    ['another FMC on Turin', 'tcb-mismatch', { product: 'Turin', certifiedTcb: { '3.9': 2 } }],
    [
      'Turin’s levels in Genoa’s order',
      'tcb-mismatch',
      { product: 'Turin', reportedTcb: [3, 0, 0, 0, 0, 0, 23, 84] },
    ],
    ['a critical extension nobody knows', 'certificate-invalid', { more: [UNKNOWN_CRITICAL] }],
    ['a revoked authority', 'revoked', { crl: { isRevoked: true } }],
    ['a list that has run out', 'crl-stale', { crl: { days: [-30, -1] } }],
    ['a list of tomorrow', 'crl-stale', { crl: { days: [1, 30] } }],
    ['a list of another root', 'crl-invalid', { crl: { issuer: 'ARK-Milan' } }],
  ] as const)('is refused for %s as %s', async (_name, code, parts) => {
    expect(await outcome(parts)).toBe(code);
  });

  it('is held to a floor on what it reports and on what it has committed to', async () => {
    const minimumTcb = { Genoa: floor };
    expect(await outcome({}, { minimumTcb })).toBe('Genoa');
    for (const part of ['bootLoader', 'snp', 'microcode'] as const) {
      const higher = { Genoa: { ...floor, [part]: floor[part] + 1 } };
      expect(await outcome({}, { minimumTcb: higher })).toBe('tcb-outdated');
    }
    const rolledBack = { committedTcb: [3, 0, 0, 0, 0, 0, 22, 84] };
    expect(await outcome(rolledBack, { minimumTcb })).toBe('tcb-outdated');
    const turin = { minimumTcb: { Turin: { ...floor, fmc: 2 } } };
    expect(await outcome({ product: 'Turin' }, turin)).toBe('tcb-outdated');
  });

  it('is held to what the policy asks for besides', async () => {
    expect(await outcome({}, { requiredPlatformInfo: 1n << 5n })).toBe('Genoa');
    const bare = await outcome({ platformInfo: 1n }, { requiredPlatformInfo: 1n << 5n });
    expect(bare).toBe('attributes-refused');
    expect(await outcome({ chipId: ZERO_CHIP, keyInfo: 2 }, { allowHiddenChip: true })).toBe(
      'Genoa',
    );
    expect(await outcome({ chipId: ZERO_CHIP }, { allowHiddenChip: true })).toBe('chip-hidden');
    expect(await outcome({ vmpl: 2 }, { vmpl: 2 })).toBe('Genoa');
    expect(await outcome({ isVlek: true }, { operator: 'cc-us-east-2.example' })).toBe('Genoa');
    expect(await outcome({ isVlek: true }, { operator: 'other' })).toBe('operator-mismatch');
    expect(await outcome({}, { measurements: [] })).toBe('measurement-unknown');
  });

  it('is refused out of its key’s time and under nobody’s root', async () => {
    expect(await outcome({}, {}, NOW_MS + 9000 * 86_400_000)).toBe('certificate-expired');
    expect(await outcome({}, {}, NOW_MS - 1000 * 86_400_000)).toBe('certificate-not-yet-valid');
    const options = {
      now: NOW_MS,
      nonce: null,
      expectedBinding: null,
      policy: { measurements: [] },
    };
    const verdict = await verifySnp(maker.evidence(), { ...options, trustAnchors: [] });
    expect(verdict.ok ? '' : verdict.code).toBe('root-unknown');
  });
});
