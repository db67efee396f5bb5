/** SEV-SNP vectors: the verdict, and every field of report and key certificate that the entry states. */
import { toHex, type Bytes } from '../../lib/bytes/index.ts';
import { codeOf } from '../../lib/errors/index.ts';
import { parseCertificate } from '../../lib/attestation/index.ts';
import {
  parseReport,
  readKeyCertificate,
  tcbOf,
  verifySnp,
  type RefusedSnp,
  type SnpPolicy,
  type SnpProduct,
  type SnpReport,
  type SnpTcb,
  type VerifiedSnp,
} from '../../lib/attestation/snp/index.ts';
import { recordAt, type JsonRecord } from '../json.ts';
import {
  anchorsOf,
  checkPolicyFields,
  compare,
  compareAll,
  compareVerdict,
  dateText,
  hexAt,
  partOf,
  verdictOf,
  type Case,
  type Unreadable,
} from './attestation-world.ts';

const PRODUCTS: readonly SnpProduct[] = ['Milan', 'Genoa', 'Turin'];

export async function checkSnp(given: Case): Promise<void> {
  const { expect, policy } = given;
  checkPolicyFields(policy, ['report_data_hex', 'measurement_hex', 'vmpl', 'root_sha256']);
  const verdict = await judged(given, false);
  compareVerdict(verdict, expect['accept']);
  if (given.entry['mutate'] === undefined) compareFields(given, verdict);
  if (expect['accept_if_debug_allowed'] === true) compareVerdict(await judged(given, true), true);
}

type Verdict = VerifiedSnp | RefusedSnp | Unreadable;

function judged(given: Case, allowDebug: boolean): Promise<Verdict> {
  return verdictOf(() => verified(given, allowDebug));
}

async function verified(given: Case, allowDebug: boolean): Promise<VerifiedSnp | RefusedSnp> {
  const { parts, policy, now, world } = given;
  const [report, leaf] = [partOf(parts, 'file'), partOf(parts, 'leaf')];
  const reportData = hexAt(policy, 'report_data_hex');
  const vmpl = policy['vmpl'];
  const allowed: SnpPolicy = {
    measurements: [{ measurement: toHex(hexAt(policy, 'measurement_hex') ?? measured(report)) }],
    // The vectors' default policy knows no refused product and no privilege level; the product's own does.
    products: PRODUCTS,
    vmpl: typeof vmpl === 'number' ? vmpl : 'any',
    allowDebug,
  };
  const expectedBinding = reportData ? ({ kind: 'report-data', reportData } as const) : null;
  const trustAnchors = await anchorsOf(given, world.roots.amd);
  const options = { now, trustAnchors, nonce: null, expectedBinding };
  const evidence = { report, leaf, ...(parts['crl'] && { crl: parts['crl'] }) };
  return verifySnp(evidence, { ...options, policy: allowed });
}

function measured(report: Bytes): Bytes {
  try {
    return parseReport(report).measurement;
  } catch {
    return new Uint8Array(48);
  }
}

function compareFields({ parts, expect }: Case, verdict: Verdict): void {
  // Of what cannot be read, the verdict has spoken already.
  if (isUnread(parts)) return;
  const report = parseReport(partOf(parts, 'file'));
  const leaf = parseCertificate(partOf(parts, 'leaf'));
  const facts = verdict.ok ? verdict : verdict.signed;
  const product = PRODUCTS.find((name) => name === expect['product']) ?? facts?.product;
  if (product === undefined) throw new Error('product is not known');
  const key = readKeyCertificate(leaf, product);
  if (facts !== null) compare(expect, 'product', facts.product);
  compareAll(expect, {
    signing_key: report.signingKey,
    leaf_valid: [dateText(leaf.notBeforeMs, 'Z'), dateText(leaf.notAfterMs, 'Z')],
    report_signature_valid: facts !== null,
    chain_to_pinned_ark: stepPassed(verdict, 'chain'),
    reported_tcb_decoded: tcbNames(tcbOf(report.reportedTcb, product), ''),
  });
  compareAll(expect['report'], reportFields(report));
  compareAll(expect['policy_bits'], policyBits(report.policy));
  compareAll(expect['leaf_extensions'], {
    structVersion: key.structVersion,
    productName1: key.productName,
    ...tcbNames(key.tcb, 'SPL'),
    ...(key.hardwareId && { hwID: toHex(key.hardwareId) }),
    ...(key.operator !== null && { cspID: key.operator }),
  });
  checkErrors(recordAt({ expect }, 'expect'), verdict);
}

function isUnread(parts: Case['parts']): boolean {
  try {
    parseReport(partOf(parts, 'file'));
    parseCertificate(partOf(parts, 'leaf'));
    return false;
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown;
    return true;
  }
}

function stepPassed({ steps }: Verdict, name: string): boolean {
  return steps.some((step) => step.name === name && step.verdict === 'pass');
}

/** Where the other stacks found nothing wrong, no step may have failed here. */
function checkErrors(expect: JsonRecord, verdict: Verdict): void {
  const errors = expect['errors'];
  if (Array.isArray(errors) && errors.length === 0 && !verdict.ok) throw new Error(verdict.detail);
}

function tcbNames(tcb: SnpTcb, suffix: string): Record<string, number> {
  const { bootLoader, tee, snp, microcode, fmc } = tcb;
  return {
    ...(fmc !== undefined && { [`fmc${suffix}`]: fmc }),
    [`bl${suffix}`]: bootLoader,
    [`tee${suffix}`]: tee,
    [`snp${suffix}`]: snp,
    [`ucode${suffix}`]: microcode,
  };
}

function reportFields(report: SnpReport): Record<string, unknown> {
  const [family, model, stepping] = report.cpuid;
  return {
    version: report.version,
    guest_svn: report.guestSvn,
    policy: report.policy.toString(16).padStart(16, '0'),
    vmpl: report.vmpl,
    sig_algo: 1,
    current_tcb: toHex(report.currentTcb),
    platform_info: report.platformInfo.toString(16).padStart(16, '0'),
    key_info: report.keyInfo,
    report_data: toHex(report.reportData),
    measurement: toHex(report.measurement),
    host_data: toHex(report.hostData),
    id_key_digest: toHex(report.idKeyDigest),
    author_key_digest: toHex(report.authorKeyDigest),
    report_id: toHex(report.reportId),
    reported_tcb: toHex(report.reportedTcb),
    cpuid_fam: family,
    cpuid_mod: model,
    cpuid_step: stepping,
    chip_id: toHex(report.chipId),
    committed_tcb: toHex(report.committedTcb),
    current: [...report.currentVersion].reverse(),
    committed: [...report.committedVersion].reverse(),
    launch_tcb: toHex(report.launchTcb),
  };
}

function policyBits(policy: bigint): Record<string, number> {
  const bits = (at: bigint, width = 1n): number => Number((policy >> at) & ((1n << width) - 1n));
  return {
    abi_minor: bits(0n, 8n),
    abi_major: bits(8n, 8n),
    smt: bits(16n),
    rsvd1: bits(17n),
    migrate_ma: bits(18n),
    debug: bits(19n),
    single_socket: bits(20n),
    cxl: bits(21n),
    mem_aes_256_xts: bits(22n),
    rapl_dis: bits(23n),
    ciphertext_hiding: bits(24n),
    page_swap_dis: bits(25n),
  };
}
