/**
 * Verifies an NVIDIA GPU or NVSwitch report: NVIDIA device root → product → device → firmware key → report.
 * Without the reference values of NVIDIA's RIM service the measurements are compared only with what policy gives; and
 * a report alone does not say that *this* CPU uses *that* GPU: see lib/attestation/composite.
 * Must never fetch.
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import {
  checkLinks,
  checkValidity,
  findAnchor,
  importKeys,
  iso,
  verifyLinks,
} from '../core/chain.ts';
import { verifyEcdsa, P384 } from '../core/ecdsa.ts';
import { StepLog } from '../core/steps.ts';
import { commonName, parseCertificate, type Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import type { Refused, StepName, Verified } from '../verdict.ts';
import { firmwareIdOf } from './dice.ts';
import { parseDeviceReport, type DeviceReport } from './report.ts';
import { NVIDIA_ROOT_SHA256 } from './root.ts';

export interface SpdmEvidence {
  readonly report: Bytes;
  /** DER, leaf first, root last. */
  readonly certificates: readonly Bytes[];
}

export interface SpdmPolicy {
  /** Digests allowed by block index, hex (from NVIDIA's reference manifests); default none compared. */
  readonly measurements?: ReadonlyMap<number, readonly string[]>;
  /** Dotted decimal. */
  readonly minimumDriver?: string;
  /** Dotted hex, as NVIDIA prints it: 96.00.a5.00.01. */
  readonly minimumVbios?: string;
  /** Accept a report that states no firmware digest (switches and early drivers). */
  readonly allowMissingFirmwareId?: boolean;
}

export interface SpdmOptions {
  readonly now: number;
  readonly trustAnchors: readonly Bytes[];
  readonly policy: SpdmPolicy;
  readonly nonce: Bytes | null;
  /** A report binds nothing but its nonce. */
  readonly expectedBinding: null;
}

export interface SpdmFacts {
  readonly report: DeviceReport;
  readonly device: string;
  readonly firmwareId: string;
  readonly anchorSha256: string;
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
  /** Root first. */
  readonly chain: readonly Certificate[];
}

export type VerifiedSpdm = Verified<'nvidia-spdm', SpdmFacts>;
export type RefusedSpdm = Refused<'nvidia-spdm', SpdmFacts>;

const STEPS: readonly StepName[] = [
  'report',
  'root',
  'certificates',
  'chain',
  'signature',
  'valid-now',
  'nonce',
  'firmware',
  'tcb',
  'measurement',
];

export async function verifySpdm(
  evidence: SpdmEvidence,
  options: SpdmOptions,
): Promise<VerifiedSpdm | RefusedSpdm> {
  const steps = new StepLog(STEPS);
  return steps.conclude('nvidia-spdm', evidence.report, async () => {
    const report = await steps.stage('report', 'SPDM 1.1', evidence.report, () =>
      parseDeviceReport(evidence.report),
    );
    const { certificates } = evidence;
    const root = certificates.at(-1) ?? new Uint8Array(0);
    const anchorSha256 = await steps.stage('root', 'pinned', root, () =>
      findAnchor(root, options.trustAnchors),
    );
    const chain = await authenticate(steps, report, certificates);
    judge(steps, report, chain, options);
    return factsOf(report, chain, anchorSha256);
  });
}

async function authenticate(
  steps: StepLog,
  report: DeviceReport,
  certificates: readonly Bytes[],
): Promise<readonly Certificate[]> {
  const chain = await steps.stage('certificates', `${certificates.length}`, undefined, () => {
    if (certificates.length < 2 || certificates.length > 6) refuse('chain-broken', 'length');
    const parsed = [...certificates].reverse().map(parseCertificate);
    checkLinks(parsed, P384);
    return parsed;
  });
  const keys = importKeys(chain, P384);
  const isSigned = verifyReport(report, keys.at(-1));
  isSigned.catch(() => undefined);
  await steps.stage('chain', 'ES384', undefined, () => verifyLinks(chain, keys, P384));
  await steps.stage('signature', 'ES384', report.signed, () => isSigned);
  return chain;
}

async function verifyReport(
  { signature, signed }: DeviceReport,
  leafKey: Promise<CryptoKey> | undefined,
): Promise<void> {
  const key = await leafKey;
  if (key && (await verifyEcdsa(key, P384, signature, signed))) return;
  refuse('signature-invalid', 'device report');
}

function judge(
  steps: StepLog,
  report: DeviceReport,
  chain: readonly Certificate[],
  { now, nonce, policy }: SpdmOptions,
): void {
  steps.check('valid-now', () => {
    checkValidity(chain, now);
    return iso(now);
  });
  const nonceCheck = nonce && (() => checkNonce(report, nonce));
  steps.check('nonce', nonceCheck, report.nonce);
  steps.check('firmware', () => checkFirmware(report, chain, policy), report.firmwareId);
  steps.check('tcb', () => checkVersions(report, policy));
  const { measurements } = policy;
  steps.check('measurement', measurements && (() => checkMeasurements(report, measurements)));
}

function checkNonce(report: DeviceReport, nonce: Bytes): string {
  if (!equal(report.nonce, nonce)) refuse('nonce-mismatch');
  return toHex(nonce);
}

function checkFirmware(
  { firmwareId }: DeviceReport,
  chain: readonly Certificate[],
  { allowMissingFirmwareId }: SpdmPolicy,
): string {
  const certified = firmwareIdOf(chain.at(-1) ?? refuse('chain-broken', 'no leaf'));
  if (firmwareId === null && allowMissingFirmwareId === true) return 'not stated';
  if (firmwareId === null || !equal(firmwareId, certified)) refuse('gpu-firmware-mismatch');
  return toHex(certified);
}

function checkVersions(report: DeviceReport, policy: SpdmPolicy): string {
  const { minimumDriver, minimumVbios } = policy;
  const driver = report.driverVersion ?? '';
  const vbios = vbiosText(report.vbiosVersion);
  if (minimumDriver !== undefined && isOlder(driver, minimumDriver, 10)) {
    refuse('gpu-driver-outdated', `driver ${driver}`);
  }
  if (minimumVbios !== undefined && isOlder(vbios, minimumVbios, 16)) {
    refuse('gpu-driver-outdated', `VBIOS ${vbios}`);
  }
  return `driver ${driver} VBIOS ${vbios}`;
}

/** Four bytes back to front and a fifth; switches send text. */
function vbiosText(raw: Bytes | null): string {
  if (raw === null) return '';
  if (raw.length !== 8) return String.fromCharCode(...raw);
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, b4 = 0] = raw;
  return [b3, b2, b1, b0, b4].map((byte) => toHex(Uint8Array.of(byte))).join('.');
}

/** Compares dotted versions number by number; one that is no version is older than any. */
function isOlder(version: string, floor: string, radix: 10 | 16): boolean {
  const form = radix === 10 ? /^\d+(\.\d+)*$/ : /^[0-9a-f]+(\.[0-9a-f]+)*$/i;
  if (!form.test(version)) return true;
  const numbers = version.split('.').map((part) => Number.parseInt(part, radix));
  for (const [index, part] of floor.split('.').entries()) {
    const difference = (numbers[index] ?? 0) - Number.parseInt(part, radix);
    if (difference !== 0) return !(difference > 0);
  }
  return false;
}

function checkMeasurements(
  report: DeviceReport,
  allowed: ReadonlyMap<number, readonly string[]>,
): string {
  for (const [index, digests] of allowed) {
    const found = report.measurements.get(index);
    const isAllowed = found && digests.some((hex) => hex.toLowerCase() === toHex(found));
    if (isAllowed !== true) refuse('measurement-unknown', `block ${index}`);
  }
  return `${allowed.size} blocks`;
}

function factsOf(
  report: DeviceReport,
  chain: readonly Certificate[],
  anchorSha256: string,
): SpdmFacts {
  const leaf = chain.at(-1);
  if (leaf === undefined) return refuse('chain-broken', 'empty');
  return {
    report,
    device: commonName(leaf.subject),
    firmwareId: toHex(firmwareIdOf(leaf)),
    anchorSha256,
    isDevelopmentRoot: anchorSha256 !== NVIDIA_ROOT_SHA256,
    validUntilMs: Math.min(...chain.map(({ notAfterMs }) => notAfterMs)),
    chain,
  };
}
