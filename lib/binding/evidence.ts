/**
 * How a gateway hands over evidence that is no Nitro document: an envelope that names its kind, in deterministic CBOR,
 *
 *   ["sotto evidence v1", kind, report, aux, manifest]
 *
 * where `report` is the machine's own signed bytes, `aux` what is needed to check them (for SEV-SNP the certificate
 * table, for TDX Intel's collateral as JSON) and `manifest` is reserved and empty. A Nitro document stays the bare
 * COSE_Sign1 that it always was: the first byte tells the two apart. Reports have no nonce field, so both what is
 * bound and the nonce go into their 64 bytes of report data:
 *
 *   SHA-512("sotto report v1" 00 || SHA-256 of the transcript (32) || nonce (20))
 *
 * Must never repair: two spellings of one piece of evidence would be two digests of it.
 */
import { concat, equal, utf8, type Bytes } from '../bytes/index.ts';
import { CborError, readCbor, writeCbor, type Cbor } from '../cbor/index.ts';
import { BindingError } from './errors.ts';

const ENVELOPE_KINDS = ['amd-sev-snp', 'intel-tdx'] as const;
export type EnvelopeKind = (typeof ENVELOPE_KINDS)[number];

export interface EvidenceEnvelope {
  readonly kind: EnvelopeKind;
  readonly report: Bytes;
  readonly aux: Bytes;
}

/** TDX collateral is the largest: lists, chains and revocation lists of some 30 kB. */
export const EVIDENCE_MAX_BYTES = 131_072;

const FORMAT = 'sotto evidence v1';
const REPORT_LABEL = /* @__PURE__ */ utf8('sotto report v1\0');
const ARRAY_OF_FIVE = 0x85;
const NO_BYTES = new Uint8Array(0);

/** True for an envelope, false for a bare Nitro document and for whatever else its verifier will refuse. */
export function isEnvelope(evidence: Bytes): boolean {
  return evidence[0] === ARRAY_OF_FIVE;
}

export function encodeEvidence({ kind, report, aux }: EvidenceEnvelope): Bytes {
  return writeCbor([FORMAT, kind, report, aux, NO_BYTES]);
}

/** Throws BindingError 'envelope-invalid'. */
export function parseEvidence(bytes: Bytes): EvidenceEnvelope {
  const [format, named, report, aux, manifest] = itemsOf(bytes);
  const kind = ENVELOPE_KINDS.find((known) => known === named?.value);
  if (format?.value !== FORMAT || kind === undefined) refuse('kind');
  if (report?.kind !== 'bytes' || aux?.kind !== 'bytes') return refuse('report');
  if (manifest?.kind !== 'bytes' || manifest.value.length > 0) refuse('manifest');
  const envelope = { kind, report: report.value, aux: aux.value };
  if (!equal(encodeEvidence(envelope), bytes)) refuse('spelling');
  return envelope;
}

/** What the report's own 64 bytes must be. */
export async function reportDataOf(transcriptHash: Bytes, nonce: Bytes): Promise<Bytes> {
  const digest = await crypto.subtle.digest('SHA-512', concat(REPORT_LABEL, transcriptHash, nonce));
  return new Uint8Array(digest);
}

function itemsOf(bytes: Bytes): readonly Cbor[] {
  try {
    const item = readCbor(bytes, { maxBytes: EVIDENCE_MAX_BYTES, maxItems: 5 });
    return item.kind === 'array' ? item.value : [];
  } catch (cause) {
    if (cause instanceof CborError)
      throw new BindingError('envelope-invalid', cause.code, { cause });
    throw cause;
  }
}

function refuse(detail: string): never {
  throw new BindingError('envelope-invalid', detail);
}
