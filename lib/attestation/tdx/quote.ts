/**
 * Reads Intel DCAP quotes: TDX version 4 and 5 (TD 1.0 and 1.5 bodies), and SGX version 3, which is read only to be
 * refused by name. Little-endian. Follows the Intel TDX DCAP quoting library API, appendix A.
 * Must never judge what the fields say.
 */
import { equal, fromHex, fromUtf8, type Bytes } from '../../bytes/index.ts';
import { LittleEndian } from '../core/little-endian.ts';
import { parsePem } from '../core/pem.ts';
import { refuse } from '../errors.ts';
import { parseSgxBody, parseTdBody, type SgxBody, type TdBody } from './body.ts';

const MAX_QUOTE_BYTES = 16 * 1024;
const HEADER_BYTES = 48;
const ECDSA_P256 = 2;
const TEE_SGX = 0;
const TEE_TDX = 0x81;
const INTEL_QE_VENDOR = /* @__PURE__ */ fromHex('939a7233f79c4ca9940a0db3957f0607');
const CERTIFICATION_QE_REPORT = 6;
const CERTIFICATION_PCK_CHAIN = 5;

export interface Quote {
  readonly bytes: Bytes;
  readonly version: number;
  readonly teeType: number;
  readonly body: TdBody | SgxBody;
  /** Header and body: what the attestation key signed. */
  readonly signed: Bytes;
  readonly signature: Bytes;
  /** x‖y on P-256. */
  readonly attestationKey: Bytes;
  readonly qeReport: SgxBody;
  readonly qeSignature: Bytes;
  readonly qeAuthData: Bytes;
  /** Leaf first, as the quote has it. */
  readonly certificates: readonly Bytes[];
  /** Unsigned bytes after the signature data; ignored. */
  readonly trailing: Bytes;
}

/** Throws AttestationError 'evidence-too-large', 'evidence-malformed' or 'evidence-unsupported'. */
export function parseQuote(bytes: Bytes): Quote {
  if (bytes.length > MAX_QUOTE_BYTES) refuse('evidence-too-large', `${bytes.length} bytes`);
  const source = new LittleEndian(bytes);
  const version = source.number(2);
  if (version < 3 || version > 5) refuse('evidence-unsupported', `quote version ${version}`);
  if (source.number(2) !== ECDSA_P256) refuse('evidence-unsupported', 'attestation key type');
  const teeType = source.number(4);
  // Version 3 has reserved bytes where later ones have the TEE type; SGX is zero either way.
  if (teeType !== (version === 3 ? TEE_SGX : TEE_TDX)) refuse('evidence-unsupported', 'TEE type');
  source.take(4);
  if (!equal(source.take(16), INTEL_QE_VENDOR)) refuse('evidence-unsupported', 'QE vendor');
  source.take(HEADER_BYTES - source.offset);
  const body = readBody(source, version);
  const signed = bytes.subarray(0, source.offset);
  const signatureData = new LittleEndian(source.take(source.number(4)));
  const parts = readSignatureData(signatureData, version);
  return { bytes, version, teeType, body, signed, ...parts, trailing: source.rest() };
}

const BODY_BYTES: Readonly<Record<number, number>> = { 2: 584, 3: 648 };

function readBody(source: LittleEndian, version: number): TdBody | SgxBody {
  if (version === 3) return parseSgxBody(source.take(384));
  if (version === 4) return parseTdBody(source.take(584));
  const type = source.number(2);
  const size = source.number(4);
  if (BODY_BYTES[type] !== size) refuse('evidence-unsupported', `body type ${type}`);
  return parseTdBody(source.take(size));
}

type SignatureData = Pick<
  Quote,
  'signature' | 'attestationKey' | 'qeReport' | 'qeSignature' | 'qeAuthData' | 'certificates'
>;

function readSignatureData(source: LittleEndian, version: number): SignatureData {
  const signature = source.take(64);
  const attestationKey = source.take(64);
  // From version 4 on, the QE's own evidence is wrapped in certification data of type 6.
  const inner = version === 3 ? source : certificationData(source, CERTIFICATION_QE_REPORT);
  const qeReport = parseSgxBody(inner.take(384));
  const qeSignature = inner.take(64);
  const qeAuthData = inner.take(inner.number(2));
  const pem = certificationData(inner, CERTIFICATION_PCK_CHAIN).rest();
  if (inner.remaining > 0 || source.remaining > 0) malformed('bytes after the signature data');
  return {
    signature,
    attestationKey,
    qeReport,
    qeSignature,
    qeAuthData,
    certificates: parsePem(textOf(pem), 3),
  };
}

function certificationData(source: LittleEndian, type: number): LittleEndian {
  const found = source.number(2);
  if (found !== type) refuse('evidence-unsupported', `certification data type ${found}`);
  return new LittleEndian(source.take(source.number(4)));
}

function textOf(bytes: Bytes): string {
  try {
    return fromUtf8(bytes);
  } catch {
    return malformed('PEM');
  }
}

function malformed(detail: string): never {
  return refuse('evidence-malformed', detail);
}
