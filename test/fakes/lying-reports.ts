/** A gateway on SEV-SNP or TDX whose reports a test may bend: the machines of snp.ts and tdx.ts, in the gateway's envelope. */
import { encodeEvidence, reportDataOf, type EvidenceEnvelope } from '../../lib/binding/index.ts';
import { concat, copyOf, fromHex, toHex, utf8, type Bytes } from '../../lib/bytes/index.ts';
import type { TdxCollateral } from '../../lib/attestation/tdx/index.ts';
import type { EvidenceSource } from '../../stack/enclave/evidence.ts';
import { SnpMaker, type SnpParts } from './snp.ts';
import * as tdx from './tdx.ts';

export interface LyingReports {
  /** What a device has to be told of. */
  readonly anchors: readonly Bytes[];
  readonly images: readonly object[];
  snp(parts: SnpParts, envelope?: EnvelopeLie): EvidenceSource;
  tdx(parts: tdx.TdxParts, envelope?: EnvelopeLie): EvidenceSource;
}

export type EnvelopeLie = (envelope: EvidenceEnvelope) => Bytes;

const DAY_MS = 86_400_000;

export function lyingReports(now: () => number): LyingReports {
  const maker = new SnpMaker();
  return {
    anchors: [...maker.anchors({}), tdx.ROOT],
    images: [
      { name: 'snp', kind: 'amd-sev-snp', measurement: '3e'.repeat(48), hostData: '00'.repeat(32) },
      { name: 'tdx', kind: 'intel-tdx', ...tdx.MEASURED },
    ],
    snp: (parts, envelope = encodeEvidence) =>
      sourceOf((reportData) => {
        const { report, leaf } = maker.evidence({ reportData, ...parts });
        return envelope({ kind: 'amd-sev-snp', report, aux: tableOf(leaf) });
      }),
    tdx: (parts, envelope = encodeEvidence) =>
      sourceOf((reportData) => {
        const { quote, collateral } = tdx.tdxEvidence({ reportData, ...current(now(), parts) });
        const aux = collateral === null ? new Uint8Array(0) : writeCollateral(collateral);
        return envelope({ kind: 'intel-tdx', report: quote, aux });
      }),
  };
}

function sourceOf(evidenceFor: (reportData: Bytes) => Bytes): EvidenceSource {
  let bound: Bytes = new Uint8Array(32);
  return {
    kind: 'configfs-tsm',
    registerKeyHash: async (hash) => void (bound = copyOf(hash)),
    attest: async (nonce) => evidenceFor(await reportDataOf(bound, nonce)),
  };
}

/** Collateral of today, unless the test says otherwise. */
export function current(nowMs: number, parts: tdx.TdxParts): tdx.TdxParts {
  const iso = (days: number): string =>
    `${new Date(nowMs + days * DAY_MS).toISOString().slice(0, 19)}Z`;
  const dates = { issueDate: iso(-5), nextUpdate: iso(25) };
  const today = (nowMs - tdx.NOW_MS) / DAY_MS;
  const days = [today - 5, today + 25] as const;
  return {
    ...{ rootCrlDays: days, pckCrlDays: days, ...parts },
    ...{ info: { ...dates, ...parts.info }, identity: { ...dates, ...parts.identity } },
  };
}

function writeCollateral(collateral: TdxCollateral): Bytes {
  const hex = (bytes: Bytes | null): string | null => bytes && toHex(bytes);
  return utf8(
    JSON.stringify({
      tcb_info: collateral.tcbInfo,
      tcb_info_signature: hex(collateral.tcbInfoSignature),
      tcb_info_issuer_chain: collateral.tcbInfoIssuerChain,
      qe_identity: collateral.qeIdentity,
      qe_identity_signature: hex(collateral.qeIdentitySignature),
      qe_identity_issuer_chain: collateral.qeIdentityIssuerChain,
      root_ca_crl: hex(collateral.rootCaCrl),
      pck_crl: hex(collateral.pckCrl),
    }),
  );
}

const VCEK = fromHex('8d75da6364e66445adc5f4b93be8accd');

/** One entry and the end of the list, then the certificate (GHCB specification, section 4.1.8.1). */
function tableOf(leaf: Bytes): Bytes {
  const head = new Uint8Array(48);
  head.set(VCEK);
  const view = new DataView(head.buffer);
  view.setUint32(16, head.length, true);
  view.setUint32(20, leaf.length, true);
  return concat(head, leaf);
}
