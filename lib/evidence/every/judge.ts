/**
 * Judges evidence of every kind that a gateway of ours may present. Kept apart from lib/evidence/index.ts: the
 * background worker has room for Nitro alone and hands the others to the aside; pages and programs come in here.
 * AMD's and Intel's roots are pinned here; of the caller's anchors whole certificates count besides, which are
 * development roots. Must never take an authority from beside a report.
 */
import { AMD_ROOTS, keyCertificateIn, verifySnp } from '../../attestation/snp/index.ts';
import { INTEL_ROOT, parseCollateral, verifyTdx } from '../../attestation/tdx/index.ts';
import {
  isEnvelope,
  parseEvidence,
  reportDataOf,
  type EvidenceEnvelope,
} from '../../binding/index.ts';
import { fromUtf8, type Bytes } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import { judgeNitro } from '../nitro.ts';
import type { EvidenceQuestion, EvidenceVerdict } from '../verdict.ts';
import { snpFacts, tdxFacts } from './facts.ts';

export async function judgeEvidence(
  evidence: Bytes,
  question: EvidenceQuestion,
): Promise<EvidenceVerdict> {
  if (!isEnvelope(evidence)) return judgeNitro(evidence, question);
  let envelope: EvidenceEnvelope | undefined;
  try {
    envelope = parseEvidence(evidence);
    const verdict = await judge(envelope, question);
    return { ...verdict, evidence };
  } catch (thrown) {
    // The envelope itself or what stands beside the report: nothing of it was signed by anybody.
    const code = codeOf(thrown) ?? 'envelope-invalid';
    const step = { name: 'envelope', verdict: 'fail' as const, detail: code, bytes: evidence };
    const kind = envelope?.kind ?? 'amd-sev-snp';
    return { kind, code, steps: [step], signed: null, evidence };
  }
}

type Judged = Omit<EvidenceVerdict, 'evidence'>;

/** A 32-byte pin is the digest of another vendor's root. */
const DIGEST_BYTES = 32;

async function judge(
  { kind, report, aux }: EvidenceEnvelope,
  { now, trustAnchors, images, nonce, transcriptHash }: EvidenceQuestion,
): Promise<Judged> {
  const reportData = await reportDataOf(transcriptHash, nonce);
  const expectedBinding = { kind: 'report-data', reportData } as const;
  const own = trustAnchors.filter(({ length }) => length > DIGEST_BYTES);
  const about = { now, nonce: null, expectedBinding };
  if (kind === 'amd-sev-snp') {
    const measurements = images.flatMap((image) =>
      'kind' in image && image.kind === 'amd-sev-snp' ? [image] : [],
    );
    const leaf = keyCertificateIn(aux);
    const anchors = [...AMD_ROOTS, ...own];
    const options = { ...about, trustAnchors: anchors, policy: { measurements } };
    const verdict = await verifySnp({ report, leaf }, options);
    const signed = verdict.ok ? verdict : verdict.signed;
    return { ...endOf(verdict), kind, signed: signed && snpFacts(signed) };
  }
  const measurements = images.flatMap((image) =>
    'kind' in image && image.kind === 'intel-tdx' ? [image] : [],
  );
  const collateral = aux.length === 0 ? null : parseCollateral(fromUtf8(aux));
  const anchors = [INTEL_ROOT, ...own];
  const options = { ...about, trustAnchors: anchors, policy: { measurements } };
  const verdict = await verifyTdx({ quote: report, collateral }, options);
  const signed = verdict.ok ? verdict : verdict.signed;
  return { ...endOf(verdict), kind, signed: signed && tdxFacts(signed) };
}

type Ended =
  { ok: true; steps: Judged['steps'] } | { ok: false; code: string; steps: Judged['steps'] };

function endOf(verdict: Ended): Pick<Judged, 'code' | 'steps'> {
  return { code: verdict.ok ? null : verdict.code, steps: verdict.steps };
}
