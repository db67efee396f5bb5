/**
 * Writes an ATTESTATION_REPORT (AMD ABI specification 56860, table 23) of version 3 and signs it, and the certificate
 * table that a host hands its guest. Shares nothing with the reader in lib/attestation, so that one mistake cannot hide
 * in both.
 */
import { sign, type KeyObject } from 'node:crypto';
import { concat, fromHex, type Bytes } from '../../../lib/bytes/index.ts';
import type { PatchLevel } from './certificates.ts';

const REPORT_BYTES = 1184;
const SIGNED_BYTES = 0x2a0;
/** SMT allowed (16), the bit that is always one (17). */
const GUEST_POLICY = 0x30000n;
/** Family, model, stepping of a Genoa. */
const CPUID = [0x19, 0x11, 0x01];

export interface ReportForm {
  readonly reportData: Bytes;
  readonly measurement: Bytes;
  readonly chipId: Bytes;
  readonly level: PatchLevel;
  /** Further bits of the guest's policy; 19 is debug. */
  readonly policyBits?: bigint;
  readonly key: KeyObject;
}

export function writeReport(form: ReportForm): Bytes {
  const report = new Uint8Array(REPORT_BYTES);
  const view = new DataView(report.buffer);
  view.setUint32(0x00, 3, true);
  view.setBigUint64(0x08, GUEST_POLICY | (form.policyBits ?? 0n), true);
  view.setUint32(0x34, 1, true);
  const { bootLoader, tee, snp, microcode } = form.level;
  const tcb = Uint8Array.of(bootLoader, tee, 0, 0, 0, 0, snp, microcode);
  for (const at of [0x38, 0x180, 0x1e0, 0x1f0]) report.set(tcb, at);
  report.set(form.reportData, 0x50);
  report.set(form.measurement, 0x90);
  report.set(CPUID, 0x188);
  report.set(form.chipId, 0x1a0);
  report.set(signatureOf(report.subarray(0, SIGNED_BYTES), form.key), SIGNED_BYTES);
  return report;
}

/** R and S as little-endian numbers of 72 bytes. */
function signatureOf(signed: Uint8Array, key: KeyObject): Bytes {
  const raw = new Uint8Array(sign('sha384', signed, { key, dsaEncoding: 'ieee-p1363' }));
  const half = (part: Uint8Array): Bytes => concat(part.toReversed(), new Uint8Array(24));
  return concat(half(raw.subarray(0, 48)), half(raw.subarray(48)));
}

/** The GUID of a VCEK, as it lies in memory. */
const VCEK = fromHex('8d75da6364e66445adc5f4b93be8accd');
const ENTRY = 24;

/** GHCB specification: entries, a zero entry, then the certificates. */
export function writeCertificateTable(keyCertificate: Bytes): Bytes {
  const entry = new Uint8Array(2 * ENTRY);
  entry.set(VCEK);
  const view = new DataView(entry.buffer);
  view.setUint32(16, 2 * ENTRY, true);
  view.setUint32(20, keyCertificate.length, true);
  return concat(entry, keyCertificate);
}
