/**
 * The judgements on a TDX quote whose chain and signatures hold.
 * Must never treat an absent value as equal to an expected one, nor an empty list as "any".
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';
import type { SgxBody, TdBody } from './body.ts';
import type { TcbStatus } from './tcb-info.ts';
import type { TcbVerdict } from './tcb.ts';

/** One TD image: firmware and what it measured at run time. Hex. RTMR3 is the application's to use. */
export interface TdxMeasurement {
  readonly mrTd: string;
  readonly rtmr0: string;
  readonly rtmr1: string;
  readonly rtmr2: string;
  readonly rtmr3?: string;
  readonly release?: string;
}

export interface TdxPolicy {
  /** Empty allows nothing. */
  readonly measurements: readonly TdxMeasurement[];
  /** Accepted besides UpToDate. OutOfDate is for auditors; Revoked can not be named. */
  readonly allowedStatuses?: readonly Exclude<TcbStatus, 'Revoked'>[];
  /** Advisories that a status other than UpToDate may carry; default none. */
  readonly allowedAdvisories?: readonly string[];
  /** The highest tcbEvaluationDataNumber seen so far. */
  readonly minimumEvaluationNumber?: number;
  /** Intel TDX modules, hex; default any that Intel's module identity accepts. */
  readonly mrSeams?: readonly string[];
  /** TD attributes that must be set besides those that must not (bit 28: SEPT_VE_DISABLE). */
  readonly requiredTdAttributes?: bigint;
  /** 1.5: the service TD, hex; default none. */
  readonly mrServiceTd?: string;
  readonly allowDebug?: boolean;
  /** For auditors of old evidence: SGX enclaves (MRENCLAVE, hex). Attestation keys of SGX have been extracted. */
  readonly sgxEnclaves?: readonly string[];
}

/** The quote has no nonce field and no time: what makes it fresh must be part of the 64 bytes. */
export interface TdxBinding {
  readonly kind: 'report-data';
  readonly reportData: Bytes;
}

export function checkTcb(verdict: TcbVerdict, policy: TdxPolicy): string {
  const { status, advisories } = verdict;
  if (status === 'Revoked') return refuse('tcb-revoked');
  if (status !== 'UpToDate') {
    if (policy.allowedStatuses?.includes(status) !== true) refuse('tcb-outdated', status);
    const unknown = advisories.filter((id) => policy.allowedAdvisories?.includes(id) !== true);
    if (unknown.length > 0) refuse('tcb-outdated', unknown.join(' '));
  }
  return status;
}

const DEBUG = 1n;
const SGX_DEBUG = 2n;
const MIGRATABLE = 1n << 29n;
/** SEPT_VE_DISABLE, PKS and KL are the guest's choice; PERFMON and everything reserved is refused. */
const FREE_ATTRIBUTES = (1n << 28n) | (1n << 30n) | (1n << 31n);
const XFAM_FIXED1 = 3n;
const XFAM_ALLOWED = 0x0006dbe7n;

export function checkDebug(body: TdBody | SgxBody, { allowDebug }: TdxPolicy): string {
  const isDebug =
    body.kind === 'sgx'
      ? (littleEndian(body.attributes) & SGX_DEBUG) !== 0n
      : (littleEndian(body.tdAttributes) & 0xffn) !== 0n;
  if (isDebug && allowDebug !== true) refuse('debug-enclave');
  return isDebug ? 'debug mode, allowed by policy' : 'production mode';
}

export function checkAttributes(body: TdBody | SgxBody, policy: TdxPolicy): string {
  if (body.kind === 'sgx') return 'SGX';
  const attributes = littleEndian(body.tdAttributes);
  const required = policy.requiredTdAttributes ?? 0n;
  if ((attributes & MIGRATABLE) !== 0n) refuse('migration-allowed');
  const debug = policy.allowDebug === true ? DEBUG : 0n;
  if ((attributes & ~(FREE_ATTRIBUTES | debug)) !== 0n || (attributes & required) !== required) {
    refuse('attributes-refused', toHex(body.tdAttributes));
  }
  const xfam = littleEndian(body.xfam);
  if ((xfam & XFAM_FIXED1) !== XFAM_FIXED1 || (xfam & ~XFAM_ALLOWED) !== 0n) {
    refuse('attributes-refused', `XFAM ${toHex(body.xfam)}`);
  }
  checkModuleAndService(body, policy);
  return toHex(body.tdAttributes);
}

function checkModuleAndService(body: TdBody, { mrSeams, mrServiceTd }: TdxPolicy): void {
  if (!isZero(body.mrSignerSeam) || !isZero(body.seamAttributes)) refuse('module-refused');
  if (mrSeams !== undefined && !mrSeams.some((hex) => isHexOf(hex, body.mrSeam))) {
    refuse('module-refused', toHex(body.mrSeam));
  }
  if (body.mrServiceTd === null) {
    if (mrServiceTd !== undefined) refuse('attributes-refused', 'no service TD');
    return;
  }
  const isExpected =
    mrServiceTd === undefined ? isZero(body.mrServiceTd) : isHexOf(mrServiceTd, body.mrServiceTd);
  if (!isExpected) refuse('attributes-refused', 'service TD');
}

export function findAllowed(
  body: TdBody | SgxBody,
  policy: TdxPolicy,
): { release?: string } | undefined {
  if (body.kind === 'sgx') {
    return policy.sgxEnclaves?.some((hex) => isHexOf(hex, body.mrEnclave)) === true
      ? {}
      : undefined;
  }
  return policy.measurements.find(
    ({ mrTd, rtmr0, rtmr1, rtmr2, rtmr3 }) =>
      isHexOf(mrTd, body.mrTd) &&
      isHexOf(rtmr0, body.rtmr0) &&
      isHexOf(rtmr1, body.rtmr1) &&
      isHexOf(rtmr2, body.rtmr2) &&
      (rtmr3 === undefined || isHexOf(rtmr3, body.rtmr3)),
  );
}

export function checkMeasurement(body: TdBody | SgxBody, policy: TdxPolicy): string {
  const measured = toHex(body.kind === 'sgx' ? body.mrEnclave : body.mrTd);
  const allowed = findAllowed(body, policy) ?? refuse('measurement-unknown', measured);
  return allowed.release ?? measured;
}

export function checkReportData({ reportData }: TdBody | SgxBody, expected: TdxBinding): string {
  if (!equal(reportData, expected.reportData)) refuse('binding-mismatch', 'report data');
  return toHex(reportData);
}

function isHexOf(hex: string, bytes: Bytes): boolean {
  return hex.toLowerCase() === toHex(bytes);
}

function isZero(bytes: Bytes): boolean {
  return bytes.every((byte) => byte === 0);
}

function littleEndian(bytes: Bytes): bigint {
  return BigInt(`0x${toHex(bytes.slice().reverse())}`);
}
