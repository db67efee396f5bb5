/**
 * Puts an enclave image together from a kernel, a command line and ramdisks, in the image format's own layout and
 * without a time or a machine's name in it: the same parts give the same file everywhere.
 * The metadata section is left out on purpose: it carries a build time, and no measurement covers it.
 */
import { crc32 } from './crc32.ts';
import {
  HEADER_BYTES,
  MAX_SECTIONS,
  SECTION,
  SECTION_HEADER_BYTES,
  type EifSection,
} from './eif.ts';

export interface EifParts {
  readonly kernel: Uint8Array;
  readonly cmdline: string;
  /** The first boots the enclave (AWS's init), the second is ours. */
  readonly ramdisks: readonly Uint8Array[];
  readonly isArm64?: boolean;
}

const VERSION = 4;
/** What the builder writes as defaults; the parent chooses at start. */
const DEFAULT_MEMORY = 1024n * 1024n * 1024n;
const DEFAULT_CPUS = 2n;

export function buildEif({ kernel, cmdline, ramdisks, isArm64 = false }: EifParts): Uint8Array {
  const sections: readonly EifSection[] = [
    { type: SECTION.kernel, data: kernel },
    { type: SECTION.cmdline, data: new TextEncoder().encode(cmdline) },
    ...ramdisks.map((data) => ({ type: SECTION.ramdisk, data })),
  ];
  if (sections.length > MAX_SECTIONS) throw new RangeError('too many ramdisks');
  const size = sections.reduce(
    (sum, { data }) => sum + SECTION_HEADER_BYTES + data.length,
    HEADER_BYTES,
  );
  const file = new Uint8Array(size);
  const view = new DataView(file.buffer);
  view.setUint32(0, 0x2e656966);
  view.setUint16(4, VERSION);
  view.setUint16(6, isArm64 ? 1 : 0);
  view.setBigUint64(8, DEFAULT_MEMORY);
  view.setBigUint64(16, DEFAULT_CPUS);
  view.setUint16(26, sections.length);
  let at = HEADER_BYTES;
  for (const [i, { type, data }] of sections.entries()) {
    view.setBigUint64(28 + 8 * i, BigInt(at));
    view.setBigUint64(28 + 8 * MAX_SECTIONS + 8 * i, BigInt(data.length));
    view.setUint16(at, type);
    view.setBigUint64(at + 4, BigInt(data.length));
    file.set(data, at + SECTION_HEADER_BYTES);
    at += SECTION_HEADER_BYTES + data.length;
  }
  const sum = crc32(file.subarray(HEADER_BYTES), crc32(file.subarray(0, HEADER_BYTES - 4)));
  view.setUint32(HEADER_BYTES - 4, sum);
  return file;
}
