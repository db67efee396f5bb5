/**
 * The judgements on an SNP report whose chain and signature hold.
 * Must never treat an absent value as equal to an expected one, nor an empty list as "any".
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';
import {
  POLICY_DEBUG,
  POLICY_MIGRATE,
  tcbOf,
  type SnpProduct,
  type SnpReport,
  type SnpTcb,
} from './report.ts';

export interface SnpMeasurement {
  /** Lower-case hex, all of them. */
  readonly measurement: string;
  readonly hostData?: string;
  readonly idKeyDigest?: string;
  readonly release?: string;
}

export interface SnpPolicy {
  /** Empty allows nothing. */
  readonly measurements: readonly SnpMeasurement[];
  /** Default Genoa and Turin: on Milan the root seed of the signing key has been extracted by software alone. */
  readonly products?: readonly SnpProduct[];
  /** Floor for the reported and the committed TCB. */
  readonly minimumTcb?: Readonly<Partial<Record<SnpProduct, SnpTcb>>>;
  /** Default 0; 'any' for guests under a paravisor whose level is not known beforehand. */
  readonly vmpl?: number | 'any';
  /** PLATFORM_INFO bits that must be set (bit 5: alias check complete, against BadRAM). */
  readonly requiredPlatformInfo?: bigint;
  /** For a VLEK: the operator that it must have been issued to. */
  readonly operator?: string;
  readonly allowHiddenChip?: boolean;
  readonly allowMigration?: boolean;
  readonly allowDebug?: boolean;
}

/** SNP evidence has no nonce field and no time: what makes it fresh must be part of the 64 bytes. */
export interface SnpBinding {
  readonly kind: 'report-data';
  readonly reportData: Bytes;
}

const DEFAULT_PRODUCTS: readonly SnpProduct[] = ['Genoa', 'Turin'];

export function checkProduct(product: SnpProduct, { products }: SnpPolicy): void {
  if (!(products ?? DEFAULT_PRODUCTS).includes(product)) refuse('product-refused', product);
}

export function checkGuestPolicy({ policy }: SnpReport, allowed: SnpPolicy): string {
  if ((policy & POLICY_DEBUG) !== 0n && allowed.allowDebug !== true) refuse('debug-enclave');
  if ((policy & POLICY_MIGRATE) !== 0n && allowed.allowMigration !== true) {
    refuse('migration-allowed');
  }
  return policy.toString(16);
}

export function checkPrivilegeLevel({ vmpl }: SnpReport, policy: SnpPolicy): string {
  const wanted = policy.vmpl ?? 0;
  if (wanted !== 'any' && vmpl !== wanted) refuse('privilege-level-refused', `VMPL ${vmpl}`);
  return `VMPL ${vmpl}`;
}

export function checkTcbFloor(
  report: SnpReport,
  product: SnpProduct,
  { minimumTcb, requiredPlatformInfo }: SnpPolicy,
): string {
  const floor = minimumTcb?.[product];
  for (const bytes of [report.reportedTcb, report.committedTcb]) {
    if (floor !== undefined && !isAtLeast(tcbOf(bytes, product), floor)) {
      refuse('tcb-outdated', toHex(bytes));
    }
  }
  const wanted = requiredPlatformInfo ?? 0n;
  if ((report.platformInfo & wanted) !== wanted) refuse('attributes-refused', 'PLATFORM_INFO');
  return toHex(report.reportedTcb);
}

function isAtLeast(tcb: SnpTcb, floor: SnpTcb): boolean {
  return (
    tcb.bootLoader >= floor.bootLoader &&
    tcb.tee >= floor.tee &&
    tcb.snp >= floor.snp &&
    tcb.microcode >= floor.microcode &&
    (tcb.fmc ?? 0) >= (floor.fmc ?? 0)
  );
}

export function findAllowed(report: SnpReport, policy: SnpPolicy): SnpMeasurement | undefined {
  return policy.measurements.find(
    ({ measurement, hostData, idKeyDigest }) =>
      isHexOf(measurement, report.measurement) &&
      (hostData === undefined || isHexOf(hostData, report.hostData)) &&
      (idKeyDigest === undefined || isHexOf(idKeyDigest, report.idKeyDigest)),
  );
}

function isHexOf(hex: string, bytes: Bytes): boolean {
  return hex.toLowerCase() === toHex(bytes);
}

export function checkMeasurement(report: SnpReport, policy: SnpPolicy): string {
  const measured = toHex(report.measurement);
  const allowed = findAllowed(report, policy) ?? refuse('measurement-unknown', measured);
  return allowed.release ?? measured;
}

export function checkReportData({ reportData }: SnpReport, expected: SnpBinding): string {
  if (!equal(reportData, expected.reportData)) refuse('binding-mismatch', 'report data');
  return toHex(reportData);
}
