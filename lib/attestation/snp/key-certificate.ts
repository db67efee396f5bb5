/**
 * What AMD wrote into a VCEK or VLEK certificate (KDS specification 57230): product, patch levels, chip or operator,
 * under 1.3.6.1.4.1.3704.1. These come from AMD; the report repeats them from the machine, and both must agree.
 */
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { asText, IA5_STRING, numberOf, OCTET_STRING, readDer, INTEGER } from '../core/der.ts';
import type { Certificate } from '../core/x509.ts';
import { refuse } from '../errors.ts';
import { tcbOf, type SnpProduct, type SnpReport, type SnpTcb } from './report.ts';

const ARC = '2b060104019c7801';

export interface KeyCertificate {
  readonly structVersion: number;
  readonly productName: string;
  readonly tcb: SnpTcb;
  /** VCEK only. */
  readonly hardwareId: Bytes | null;
  /** VLEK only: the cloud operator that AMD gave the key to. */
  readonly operator: string | null;
}

export function readKeyCertificate(certificate: Certificate, product: SnpProduct): KeyCertificate {
  const value = (suffix: string): Bytes | undefined =>
    certificate.extensions.get(ARC + suffix)?.value;
  const number = (suffix: string): number => {
    const bytes = value(suffix) ?? refuse('certificate-invalid', `extension ${suffix} is missing`);
    return numberOf({ tag: bytes[0] ?? 0, value: readDer(bytes, INTEGER), raw: bytes });
  };
  const text = (suffix: string): string | null => {
    const bytes = value(suffix);
    return bytes === undefined ? null : asText(readDer(bytes, IA5_STRING));
  };
  const tcb = {
    bootLoader: number('0301'),
    tee: number('0302'),
    snp: number('0303'),
    microcode: number('0308'),
  };
  return {
    structVersion: number('01'),
    productName: text('02') ?? refuse('certificate-invalid', 'no product name'),
    tcb: product === 'Turin' ? { ...tcb, fmc: number('0309') } : tcb,
    hardwareId: hardwareId(value('04')),
    operator: text('05'),
  };
}

/** Raw bytes; some old certificates wrap them in one more OCTET STRING. */
function hardwareId(bytes: Bytes | undefined): Bytes | null {
  if (bytes === undefined) return null;
  return bytes.length === 66 ? readDer(bytes, OCTET_STRING) : bytes;
}

/** Bergamo and Siena are made of Genoa's cores, under Genoa's chain. */
const NAMES: Readonly<Record<SnpProduct, readonly string[]>> = {
  Milan: ['Milan'],
  Genoa: ['Genoa', 'Bergamo', 'Siena'],
  Turin: ['Turin'],
};

/** The product name carries a stepping on some ("Milan-B0"); the part before it must be of the chain's product. */
export function checkProductName({ productName }: KeyCertificate, product: SnpProduct): void {
  const [name = ''] = productName.split('-');
  if (!NAMES[product].includes(name)) refuse('platform-mismatch', productName);
}

export function checkTcbEqual(key: KeyCertificate, report: SnpReport, product: SnpProduct): void {
  const reported = tcbOf(report.reportedTcb, product);
  const same =
    reported.bootLoader === key.tcb.bootLoader &&
    reported.tee === key.tcb.tee &&
    reported.snp === key.tcb.snp &&
    reported.microcode === key.tcb.microcode &&
    reported.fmc === key.tcb.fmc;
  if (!same) refuse('tcb-mismatch', toHex(report.reportedTcb));
}

/** A VCEK belongs to one chip. A chip that hides its id (all zero) is accepted only when policy says so. */
export function checkChip(
  { hardwareId: id }: KeyCertificate,
  report: SnpReport,
  product: SnpProduct,
  allowHiddenChip: boolean,
): void {
  const { chipId } = report;
  if (id === null) refuse('platform-mismatch', 'no hardware id');
  if (chipId.every((byte) => byte === 0)) {
    if (!allowHiddenChip || !report.isChipKeyMasked) refuse('chip-hidden');
    return;
  }
  // Turin's id has 8 bytes; the rest of the field is zero.
  const length = product === 'Turin' ? 8 : 64;
  const rest = chipId.subarray(length);
  if (!equal(id, chipId.subarray(0, length)) || rest.some((byte) => byte !== 0)) {
    refuse('platform-mismatch', 'another chip');
  }
}
