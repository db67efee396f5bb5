/**
 * Reads the ATTESTATION_REPORT of AMD SEV-SNP (ABI specification 56860, table 23), versions 2 to 5: 1184 bytes,
 * little-endian. Must never judge what the fields say.
 */
import { toHex, type Bytes } from '../../bytes/index.ts';
import { refuse } from '../errors.ts';

const REPORT_BYTES = 1184;
const SIGNED_BYTES = 0x2a0;

export type SnpProduct = 'Milan' | 'Genoa' | 'Turin';
export type SigningKey = 'VCEK' | 'VLEK';

export interface SnpReport {
  readonly bytes: Bytes;
  readonly version: number;
  readonly guestSvn: number;
  readonly policy: bigint;
  readonly vmpl: number;
  readonly platformInfo: bigint;
  readonly keyInfo: number;
  readonly signingKey: SigningKey;
  readonly isChipKeyMasked: boolean;
  readonly reportData: Bytes;
  readonly measurement: Bytes;
  readonly hostData: Bytes;
  readonly idKeyDigest: Bytes;
  readonly authorKeyDigest: Bytes;
  readonly reportId: Bytes;
  readonly chipId: Bytes;
  readonly currentTcb: Bytes;
  readonly reportedTcb: Bytes;
  readonly committedTcb: Bytes;
  readonly launchTcb: Bytes;
  /** Build, minor, major. */
  readonly currentVersion: readonly number[];
  readonly committedVersion: readonly number[];
  /** Family, model, stepping; zeros before version 3. */
  readonly cpuid: readonly number[];
  readonly signed: Bytes;
  /** r‖s, big-endian. */
  readonly signature: Bytes;
}

const POLICY_MUST_BE_ONE = 1n << 17n;
export const POLICY_MIGRATE = 1n << 18n;
export const POLICY_DEBUG = 1n << 19n;

/** Throws AttestationError 'evidence-malformed' or 'evidence-unsupported'. */
export function parseReport(bytes: Bytes): SnpReport {
  if (bytes.length !== REPORT_BYTES) refuse('evidence-malformed', `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const at = (offset: number, length: number): Bytes => bytes.subarray(offset, offset + length);
  const version = view.getUint32(0, true);
  const policy = view.getBigUint64(0x08, true);
  const keyInfo = view.getUint32(0x48, true);
  if (version < 2 || version > 5) refuse('evidence-unsupported', `report version ${version}`);
  if (view.getUint32(0x34, true) !== 1) refuse('evidence-unsupported', 'signature algorithm');
  if ((policy & POLICY_MUST_BE_ONE) === 0n) refuse('evidence-malformed', 'policy bit 17');
  return {
    bytes,
    version,
    guestSvn: view.getUint32(0x04, true),
    policy,
    vmpl: view.getUint32(0x30, true),
    platformInfo: view.getBigUint64(0x40, true),
    keyInfo,
    signingKey: signingKey((keyInfo >> 2) & 7),
    isChipKeyMasked: (keyInfo & 2) !== 0,
    reportData: at(0x50, 64),
    measurement: at(0x90, 48),
    hostData: at(0xc0, 32),
    idKeyDigest: at(0xe0, 48),
    authorKeyDigest: at(0x110, 48),
    reportId: at(0x140, 32),
    chipId: at(0x1a0, 64),
    currentTcb: at(0x38, 8),
    reportedTcb: at(0x180, 8),
    committedTcb: at(0x1e0, 8),
    launchTcb: at(0x1f0, 8),
    currentVersion: [...at(0x1e8, 3)],
    committedVersion: [...at(0x1ec, 3)],
    cpuid: version >= 3 ? [...at(0x188, 3)] : [0, 0, 0],
    signed: at(0, SIGNED_BYTES),
    signature: signatureOf(at(SIGNED_BYTES, REPORT_BYTES - SIGNED_BYTES)),
  };
}

function signingKey(selector: number): SigningKey {
  if (selector === 0) return 'VCEK';
  if (selector === 1) return 'VLEK';
  return refuse('evidence-unsupported', `signing key ${selector}`);
}

/** R and S are 72-byte little-endian numbers below 2^384; what follows them is reserved and zero. */
function signatureOf(field: Bytes): Bytes {
  const isZero = (from: number, to: number): boolean =>
    field.subarray(from, to).every((byte) => byte === 0);
  if (!isZero(48, 72) || !isZero(120, 144) || !isZero(144, field.length)) {
    refuse('signature-invalid', 'number too large');
  }
  const signature = new Uint8Array(96);
  signature.set(field.slice(0, 48).reverse(), 0);
  signature.set(field.slice(72, 120).reverse(), 48);
  return signature;
}

export interface SnpTcb {
  readonly bootLoader: number;
  readonly tee: number;
  readonly snp: number;
  readonly microcode: number;
  /** Turin only. */
  readonly fmc?: number;
}

/** TCB_VERSION: Turin put the FMC in front and moved the others by one. */
export function tcbOf(bytes: Bytes, product: SnpProduct): SnpTcb {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0, , , b6 = 0, b7 = 0] = bytes;
  return product === 'Turin'
    ? { fmc: b0, bootLoader: b1, tee: b2, snp: b3, microcode: b7 }
    : { bootLoader: b0, tee: b1, snp: b6, microcode: b7 };
}

/** The product that CPUID names, for reports that carry it. */
export function productOf({ version, cpuid }: SnpReport): SnpProduct | undefined {
  if (version < 3) return undefined;
  const [family, model = 0] = cpuid;
  if (family === 0x1a) return 'Turin';
  if (family === 0x19 && model <= 0x0f) return 'Milan';
  const isGenoa = (model >= 0x10 && model <= 0x1f) || (model >= 0xa0 && model <= 0xaf);
  if (family === 0x19 && isGenoa) return 'Genoa';
  return refuse('platform-mismatch', `unknown processor ${toHex(Uint8Array.from(cpuid))}`);
}
