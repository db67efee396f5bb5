/**
 * The signed bodies inside DCAP quotes: the TD report (1.0: 584 bytes, 1.5: 648) and the SGX enclave report (384),
 * which is also the form of the quoting enclave's own report. Fixed offsets, little-endian numbers.
 */
import type { Bytes } from '../../bytes/index.ts';

export interface TdBody {
  readonly kind: 'td10' | 'td15';
  readonly teeTcbSvn: Bytes;
  readonly mrSeam: Bytes;
  readonly mrSignerSeam: Bytes;
  readonly seamAttributes: Bytes;
  readonly tdAttributes: Bytes;
  readonly xfam: Bytes;
  readonly mrTd: Bytes;
  readonly mrConfigId: Bytes;
  readonly mrOwner: Bytes;
  readonly mrOwnerConfig: Bytes;
  readonly rtmr0: Bytes;
  readonly rtmr1: Bytes;
  readonly rtmr2: Bytes;
  readonly rtmr3: Bytes;
  readonly reportData: Bytes;
  /** 1.5 only. */
  readonly teeTcbSvn2: Bytes | null;
  readonly mrServiceTd: Bytes | null;
}

export interface SgxBody {
  readonly kind: 'sgx';
  readonly bytes: Bytes;
  readonly cpuSvn: Bytes;
  readonly miscSelect: Bytes;
  readonly attributes: Bytes;
  readonly mrEnclave: Bytes;
  readonly mrSigner: Bytes;
  readonly isvProdId: number;
  readonly isvSvn: number;
  readonly reportData: Bytes;
}

/** @param bytes Of a length that the caller has checked. */
export function parseTdBody(bytes: Bytes): TdBody {
  const at = (offset: number, length: number): Bytes => bytes.subarray(offset, offset + length);
  const is15 = bytes.length === 648;
  return {
    kind: is15 ? 'td15' : 'td10',
    teeTcbSvn: at(0, 16),
    mrSeam: at(16, 48),
    mrSignerSeam: at(64, 48),
    seamAttributes: at(112, 8),
    tdAttributes: at(120, 8),
    xfam: at(128, 8),
    mrTd: at(136, 48),
    mrConfigId: at(184, 48),
    mrOwner: at(232, 48),
    mrOwnerConfig: at(280, 48),
    rtmr0: at(328, 48),
    rtmr1: at(376, 48),
    rtmr2: at(424, 48),
    rtmr3: at(472, 48),
    reportData: at(520, 64),
    teeTcbSvn2: is15 ? at(584, 16) : null,
    mrServiceTd: is15 ? at(600, 48) : null,
  };
}

export function parseSgxBody(bytes: Bytes): SgxBody {
  const at = (offset: number, length: number): Bytes => bytes.subarray(offset, offset + length);
  return {
    kind: 'sgx',
    bytes,
    cpuSvn: at(0, 16),
    miscSelect: at(16, 4),
    attributes: at(48, 16),
    mrEnclave: at(64, 32),
    mrSigner: at(128, 32),
    isvProdId: u16(bytes, 256),
    isvSvn: u16(bytes, 258),
    reportData: at(320, 64),
  };
}

function u16(bytes: Bytes, offset: number): number {
  return (bytes[offset] ?? 0) + (bytes[offset + 1] ?? 0) * 256;
}
