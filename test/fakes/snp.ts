/**
 * An AMD machine of our own for tests: root and authority (RSA-4096, PSS), VCEK or VLEK, report (versions 2 to 5), each
 * part to be set. Little-endian.
 */
import { constants, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { copyOf, fromHex, type Bytes } from '../../lib/bytes/index.ts';
import type { SnpEvidence, SnpProduct } from '../../lib/attestation/snp/index.ts';
import { integer, item, octets } from '../../stack/enclave/der.ts';
import { AUTHORITY, extensionOf, issue, newKey, revocationList } from './x509.ts';

export const NOW_MS = Date.parse('2026-03-01T00:00:00Z');
const DAY_MS = 86_400_000;
const LIFE = { fromMs: NOW_MS - 900 * DAY_MS, untilMs: NOW_MS + 8000 * DAY_MS };
const ARC = '1.3.6.1.4.1.3704.1';
/** RSASSA-PSS with SHA-384, MGF1 with SHA-384, salt 48 (RFC 4055). */
const PSS = fromHex(
  '304106092a864886f70d01010a3034a00f300d06096086480165030402020500' +
    'a11c301a06092a864886f70d010108300d06096086480165030402020500a203020130',
);
const AUTHORITY_SERIAL = 2;

interface RsaKey {
  readonly privateKey: KeyObject;
  readonly spki: Bytes;
}

function rsaKey(): RsaKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  return { privateKey, spki: copyOf(publicKey.export({ type: 'spki', format: 'der' })) };
}

const signedBy =
  ({ privateKey }: RsaKey) =>
  (data: Bytes): Bytes =>
    copyOf(
      sign('sha384', data, {
        ...{ key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 48 },
      }),
    );

export interface SnpParts {
  readonly version?: number;
  readonly product?: SnpProduct;
  readonly isVlek?: boolean;
  readonly productName?: string;
  readonly cpuid?: readonly [number, number];
  readonly policy?: bigint;
  readonly vmpl?: number;
  readonly keyInfo?: number;
  readonly platformInfo?: bigint;
  readonly reportedTcb?: readonly number[];
  readonly committedTcb?: readonly number[];
  readonly reportData?: Bytes;
  readonly chipId?: Bytes;
  /** Of the certificate; null for none. */
  readonly hardwareId?: Bytes | null;
  readonly operator?: string | null;
  readonly certifiedTcb?: Readonly<Record<string, number>>;
  readonly more?: readonly Bytes[];
  readonly crl?: {
    readonly days?: readonly [number, number];
    readonly issuer?: string;
    readonly isRevoked?: boolean;
  };
}

const CPUID: Readonly<Record<SnpProduct, readonly [number, number]>> = {
  Milan: [0x19, 0x01],
  Genoa: [0x19, 0x11],
  Turin: [0x1a, 0x02],
};
/** bl 3, tee 0, snp 23, ucode 84; Turin has fmc 1 in front. */
const TCB: Readonly<Record<SnpProduct, readonly number[]>> = {
  Milan: [3, 0, 0, 0, 0, 0, 23, 84],
  Genoa: [3, 0, 0, 0, 0, 0, 23, 84],
  Turin: [1, 3, 0, 23, 0, 0, 0, 84],
};
const CERTIFIED = { '3.1': 3, '3.2': 0, '3.3': 23, '3.8': 84 };
const CHIP: Bytes = new Uint8Array(64).fill(0xc1);
const TURIN_CHIP: Bytes = new Uint8Array(64).fill(0xc1, 0, 8);

const number = (id: string, value: number): Bytes =>
  extensionOf(`${ARC}.${id}`, integer(Uint8Array.of(value)));
const text = (id: string, value: string): Bytes =>
  extensionOf(`${ARC}.${id}`, item(0x16, Buffer.from(value, 'latin1')));

export class SnpMaker {
  readonly #root = rsaKey();
  readonly #authority = rsaKey();
  readonly #leaf = newKey('P-384');
  readonly #anchors = new Map<string, Bytes[]>();

  /** Root and authority of a product and kind of key: the keys are the same, the names tell. */
  anchors({ product = 'Genoa', isVlek = false }: SnpParts): Bytes[] {
    const id = `SEV-${isVlek ? 'VLEK-' : ''}${product}`;
    const known = this.#anchors.get(id);
    if (known) return known;
    const [ark, by] = [`ARK-${product}`, signedBy(this.#root)];
    const root = {
      subject: ark,
      issuer: ark,
      spki: this.#root.spki,
      ...LIFE,
      extensions: AUTHORITY,
    };
    const authority = {
      ...root,
      subject: id,
      spki: this.#authority.spki,
      serial: AUTHORITY_SERIAL,
    };
    const made = [issue(root, PSS, by), issue(authority, PSS, by)];
    this.#anchors.set(id, made);
    return made;
  }

  evidence(parts: SnpParts = {}): SnpEvidence {
    const { crl } = parts;
    const [from, until] = crl?.days ?? [-5, 25];
    const list = revocationList(
      crl?.issuer ?? `ARK-${parts.product ?? 'Genoa'}`,
      [NOW_MS + from * DAY_MS, NOW_MS + until * DAY_MS],
      crl?.isRevoked === true ? [AUTHORITY_SERIAL] : [],
      PSS,
      signedBy(crl?.issuer === undefined ? this.#root : this.#authority),
    );
    return {
      report: this.#report(parts),
      leaf: this.#certificate(parts),
      ...(crl && { crl: list }),
    };
  }

  #certificate(parts: SnpParts): Bytes {
    const { product = 'Genoa', isVlek = false } = parts;
    const chip = product === 'Turin' ? TURIN_CHIP.subarray(0, 8) : CHIP;
    const hardwareId = parts.hardwareId === undefined ? (isVlek ? null : chip) : parts.hardwareId;
    const operator =
      parts.operator === undefined ? (isVlek ? 'cc-us-east-2.example' : null) : parts.operator;
    const tcb = { ...CERTIFIED, ...(product === 'Turin' && { '3.9': 1 }), ...parts.certifiedTcb };
    const extensions = [
      number('1', 1),
      text('2', parts.productName ?? `${product}-B0`),
      ...Object.entries(tcb).map(([id, value]) => number(id, value)),
      ...(hardwareId ? [extensionOf(`${ARC}.4`, hardwareId)] : []),
      ...(operator === null ? [] : [text('5', operator)]),
      ...(parts.more ?? []),
    ];
    const issuer = `SEV-${isVlek ? 'VLEK-' : ''}${product}`;
    const leaf = { subject: 'SEV key', issuer, spki: this.#leaf.spki, ...LIFE, extensions };
    return issue(leaf, PSS, signedBy(this.#authority));
  }

  #report(parts: SnpParts): Bytes {
    const { product = 'Genoa', version = 3, isVlek = false } = parts;
    const report = new Uint8Array(1184);
    const view = new DataView(report.buffer);
    view.setUint32(0, version, true);
    view.setBigUint64(0x08, parts.policy ?? (1n << 17n) | (1n << 16n), true);
    view.setUint32(0x30, parts.vmpl ?? 0, true);
    view.setUint32(0x34, 1, true);
    view.setBigUint64(0x40, parts.platformInfo ?? 0x21n, true);
    view.setUint32(0x48, parts.keyInfo ?? (isVlek ? 1 << 2 : 0), true);
    report.fill(0xda, 0x50, 0x90).fill(0x3e, 0x90, 0xc0);
    if (parts.reportData !== undefined) report.set(parts.reportData, 0x50);
    report.set(parts.reportedTcb ?? TCB[product], 0x180);
    if (version >= 3) report.set(parts.cpuid ?? CPUID[product], 0x188);
    report.set(parts.chipId ?? (product === 'Turin' ? TURIN_CHIP : CHIP), 0x1a0);
    report.set(parts.committedTcb ?? TCB[product], 0x1e0);
    const { privateKey: key } = this.#leaf;
    const signature = sign('sha384', report.subarray(0, 0x2a0), { key, dsaEncoding: 'ieee-p1363' });
    report.set(signature.subarray(0, 48).reverse(), 0x2a0);
    report.set(signature.subarray(48).reverse(), 0x2a0 + 72);
    return report;
  }
}

/** As some old certificates have it: the id in one more OCTET STRING. */
export const WRAPPED_CHIP: Bytes = octets(CHIP);
export const UNKNOWN_CRITICAL: Bytes = extensionOf('2.5.29.36', octets(new Uint8Array(1)), true);
