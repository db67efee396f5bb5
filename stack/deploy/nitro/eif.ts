/**
 * Reads an enclave image file (EIF, version 4 and before) and computes its measurements, as the image format's own
 * builder does, so that anybody can compare an image with what an enclave proves, without AWS's tools.
 *
 *   header    ".eif" | u16 version | u16 flags | u64 memory | u64 cpus | u16 0 | u16 sections
 *             | u64 offset × 32 | u64 size × 32 | u32 0 | u32 crc32            548 bytes, big-endian
 *   section   u16 type | u16 flags | u64 size | data                            1 kernel 2 cmdline 3 ramdisk 4 sig 5 metadata
 *
 *   PCR0 = extend(kernel | cmdline | every ramdisk)      extend(x) = SHA-384(48 zero bytes | SHA-384(x))
 *   PCR1 = extend(kernel | cmdline | first ramdisk)
 *   PCR2 = extend(every further ramdisk)
 *
 * Must never measure a file whose checksum is wrong, nor one that it does not read to its last byte.
 */
import { createHash } from 'node:crypto';
import { crc32 } from './crc32.ts';

export interface EifMeasurements {
  readonly pcr0: string;
  readonly pcr1: string;
  readonly pcr2: string;
}

export interface EifSection {
  readonly type: number;
  readonly data: Uint8Array;
}

export const SECTION = { kernel: 1, cmdline: 2, ramdisk: 3, signature: 4, metadata: 5 } as const;

export const HEADER_BYTES = 548;
export const SECTION_HEADER_BYTES = 12;
export const MAX_SECTIONS = 32;
const CRC_AT = HEADER_BYTES - 4;

export function measureEif(file: Uint8Array): EifMeasurements {
  return measureSections(readEif(file));
}

export function readEif(file: Uint8Array): readonly EifSection[] {
  if (file.length < HEADER_BYTES) throw new RangeError('shorter than an EIF header');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (view.getUint32(0) !== 0x2e656966) throw new RangeError('no EIF');
  const version = view.getUint16(4);
  if (version < 2 || version > 4) throw new RangeError(`EIF version ${version}`);
  const count = view.getUint16(26);
  if (count < 1 || count > MAX_SECTIONS) throw new RangeError('number of sections');
  const sum = crc32(file.subarray(HEADER_BYTES), crc32(file.subarray(0, CRC_AT)));
  if (sum !== view.getUint32(CRC_AT)) throw new RangeError('checksum');
  const sections: EifSection[] = [];
  let at = HEADER_BYTES;
  for (let i = 0; i < count; i++) {
    const size = Number(view.getBigUint64(28 + 8 * MAX_SECTIONS + 8 * i));
    const isInPlace = Number(view.getBigUint64(28 + 8 * i)) === at;
    const end = at + SECTION_HEADER_BYTES + size;
    if (!isInPlace || end > file.length || Number(view.getBigUint64(at + 4)) !== size) {
      throw new RangeError(`section ${i}`);
    }
    sections.push({
      type: view.getUint16(at),
      data: file.subarray(at + SECTION_HEADER_BYTES, end),
    });
    at = end;
  }
  if (at !== file.length) throw new RangeError('bytes after the last section');
  return sections;
}

function measureSections(sections: readonly EifSection[]): EifMeasurements {
  const of = (type: number): Uint8Array[] =>
    sections.filter((section) => section.type === type).map(({ data }) => data);
  const [kernel, ...kernels] = of(SECTION.kernel);
  const [cmdline, ...cmdlines] = of(SECTION.cmdline);
  const [first, ...rest] = of(SECTION.ramdisk);
  if (kernel === undefined || cmdline === undefined || first === undefined) {
    throw new RangeError('no kernel, command line or ramdisk');
  }
  if (kernels.length + cmdlines.length > 0) throw new RangeError('a kernel or command line twice');
  return {
    pcr0: extend([kernel, cmdline, first, ...rest]),
    pcr1: extend([kernel, cmdline, first]),
    pcr2: extend(rest),
  };
}

function extend(parts: readonly Uint8Array[]): string {
  const inner = createHash('sha384');
  for (const part of parts) inner.update(part);
  const outer = createHash('sha384').update(new Uint8Array(48));
  return outer.update(inner.digest()).digest('hex');
}
