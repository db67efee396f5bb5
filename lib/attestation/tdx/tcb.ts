/**
 * The worst patch level, by Intel's lists, of a platform with its TDX module and its quoting enclave. Follows Intel's
 * TDX DCAP verification library. No level that matches is a refusal, never "fine".
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';
import type { SgxBody, TdBody } from './body.ts';
import type { PckFacts } from './pck.ts';
import {
  TCB_STATUSES,
  type EnclaveLevel,
  type ModuleIdentity,
  type PlatformLevel,
  type QeIdentity,
  type StatusLevel,
  type TcbInfo,
  type TcbStatus,
} from './tcb-info.ts';

export interface TcbVerdict {
  readonly status: TcbStatus;
  readonly platform: TcbStatus;
  /** Null when the module is judged as part of the platform (TEE_TCB_SVN[1] is zero). */
  readonly module: TcbStatus | null;
  readonly quotingEnclave: TcbStatus;
  readonly advisories: readonly string[];
}

/** The level of the quoting enclave that signed the attestation key. */
export function judgeQuotingEnclave(report: SgxBody, identity: QeIdentity): StatusLevel {
  const isAsIssued =
    equalMasked(report.miscSelect, identity.miscSelect, identity.miscSelectMask) &&
    equalMasked(report.attributes, identity.attributes, identity.attributesMask) &&
    equal(report.mrSigner, identity.mrSigner) &&
    report.isvProdId === identity.isvProdId;
  if (!isAsIssued) refuse('quoting-enclave-refused', 'another enclave');
  return enclaveLevel(identity.levels, report.isvSvn) ?? refuse('tcb-unmatched', 'quoting enclave');
}

export function judgeTcb(
  body: TdBody | SgxBody,
  pck: PckFacts,
  info: TcbInfo,
  quotingEnclave: StatusLevel,
): TcbVerdict {
  const module = body.kind === 'sgx' ? null : judgeModule(body, info);
  const svn = body.kind === 'sgx' ? null : body.teeTcbSvn;
  const platform =
    info.levels.find((level) => matches(level, pck, svn)) ?? refuse('tcb-unmatched', 'platform');
  const parts = [platform, quotingEnclave, ...(module === null ? [] : [module])];
  const rank = Math.max(...parts.map(({ status }) => TCB_STATUSES.indexOf(status)));
  return {
    status: TCB_STATUSES[rank] ?? 'Revoked',
    platform: platform.status,
    module: module?.status ?? null,
    quotingEnclave: quotingEnclave.status,
    advisories: [...new Set(parts.flatMap(({ advisories }) => advisories))].sort(),
  };
}

/** Levels stand best first; the first one that the platform reaches in every component is its own. */
function matches(level: PlatformLevel, pck: PckFacts, svn: Bytes | null): boolean {
  const reaches = (wanted: readonly number[], found: ArrayLike<number>, from: number): boolean =>
    wanted.every((least, index) => index < from || (found[index] ?? -1) >= least);
  if (!reaches(level.sgxComponents, pck.components, 0) || pck.pceSvn < level.pceSvn) return false;
  if (svn === null) return true;
  // Components 0 and 1 are the module's own version where the module is judged by its identity.
  return level.tdxComponents !== null && reaches(level.tdxComponents, svn, hasModule(svn) ? 2 : 0);
}

function hasModule(svn: Bytes): boolean {
  return (svn[1] ?? 0) > 0;
}

function judgeModule(body: TdBody, info: TcbInfo): StatusLevel | null {
  const svn = body.teeTcbSvn;
  if (!hasModule(svn)) {
    checkModule(body, info.module ?? refuse('collateral-invalid', 'no tdxModule'));
    return null;
  }
  const id = `TDX_${toHex(svn.subarray(1, 2)).toUpperCase()}`;
  const identity = info.modules.find((module) => module.id === id);
  if (identity === undefined) return refuse('tcb-unmatched', `module ${id}`);
  checkModule(body, identity);
  return enclaveLevel(identity.levels, svn[0] ?? 0) ?? refuse('tcb-unmatched', `module ${id}`);
}

function checkModule(body: TdBody, identity: ModuleIdentity): void {
  const isSame =
    equal(body.mrSignerSeam, identity.mrSigner) &&
    equalMasked(body.seamAttributes, identity.attributes, identity.attributesMask);
  if (!isSame) refuse('module-refused', 'signer or attributes');
}

function enclaveLevel(levels: readonly EnclaveLevel[], svn: number): EnclaveLevel | undefined {
  return levels.find(({ isvSvn }) => isvSvn <= svn);
}

function equalMasked(found: Bytes, wanted: Bytes, mask: Bytes): boolean {
  return found.every((byte, index) => {
    const bits = mask[index] ?? 0xff;
    return (byte & bits) === ((wanted[index] ?? 0) & bits);
  });
}
