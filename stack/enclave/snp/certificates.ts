/**
 * The development counterparts of AMD's certificates (VCEK specification 57230): an RSA-4096 root and authority that
 * sign by RSASSA-PSS with SHA-384, and a P-384 key certificate with the product, patch level and chip in its extensions.
 * Only the names of products and extensions are AMD's; every subject says that this is development without hardware.
 */
import { constants, sign, type KeyObject } from 'node:crypto';
import { concat, fromHex, u8, utf8, type Bytes } from '../../../lib/bytes/index.ts';
import {
  basicConstraints,
  extension,
  name,
  serialNumber,
  spkiOf,
  usageBits,
} from '../certificate.ts';
import { bits, explicit, integer, item, sequence, utcTime } from '../der.ts';

/** RFC 4055: id-RSASSA-PSS, SHA-384, MGF1 with SHA-384, salt of 48 bytes. */
const PSS = fromHex(
  '304106092a864886f70d01010a3034a00f300d06096086480165030402020500' +
    'a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130',
);
const AMD_ARC = '1.3.6.1.4.1.3704.1';

export interface Validity {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface RsaIssuer {
  readonly commonName: string;
  readonly privateKey: KeyObject;
}

export interface PatchLevel {
  readonly bootLoader: number;
  readonly tee: number;
  readonly snp: number;
  readonly microcode: number;
}

/** A root (signed by itself) or an authority. */
export function issueAuthority(
  commonName: string,
  publicKey: KeyObject,
  issuer: RsaIssuer,
  validity: Validity,
): Bytes {
  const constraints = extension('2.5.29.19', true, basicConstraints(undefined));
  const usage = extension('2.5.29.15', true, usageBits(['cert-sign', 'crl-sign']));
  return issue(commonName, publicKey, issuer, validity, [constraints, usage]);
}

export function issueKeyCertificate(
  publicKey: KeyObject,
  issuer: RsaIssuer,
  validity: Validity,
  facts: { readonly product: string; readonly level: PatchLevel; readonly chipId: Bytes },
): Bytes {
  const { product, level, chipId } = facts;
  const amd = (suffix: string, value: Bytes): Bytes =>
    extension(`${AMD_ARC}.${suffix}`, false, value);
  return issue('SEV-VCEK', publicKey, issuer, validity, [
    amd('1', integer(u8(0))),
    amd('2', item(0x16, utf8(product))),
    amd('3.1', integer(u8(level.bootLoader))),
    amd('3.2', integer(u8(level.tee))),
    amd('3.3', integer(u8(level.snp))),
    amd('3.8', integer(u8(level.microcode))),
    amd('4', chipId),
  ]);
}

function issue(
  commonName: string,
  publicKey: KeyObject,
  issuer: RsaIssuer,
  { fromMs, untilMs }: Validity,
  extensions: readonly Bytes[],
): Bytes {
  const body = sequence(
    explicit(0, integer(u8(2))),
    integer(serialNumber()),
    PSS,
    name(issuer.commonName),
    sequence(utcTime(fromMs), utcTime(untilMs)),
    name(commonName),
    spkiOf(publicKey),
    explicit(3, sequence(...extensions)),
  );
  const signature = sign('sha384', body, {
    key: issuer.privateKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: 48,
  });
  return sequence(body, PSS, bits(concat(signature)));
}
