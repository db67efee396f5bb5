/** A Nitro document, judged, and the verdict in the words for every kind. */
import {
  commonName,
  verifyNitro,
  type AllowedImage,
  type AllowedMeasurement,
  type Certificate,
  type NitroFacts,
  type RefusedNitro,
  type VerifiedNitro,
} from '../attestation/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type {
  ChainCertificate,
  EvidenceQuestion,
  EvidenceVerdict,
  SignedFacts,
} from './verdict.ts';

export async function judgeNitro(
  evidence: Bytes,
  { now, trustAnchors, images, nonce, transcriptHash }: EvidenceQuestion,
): Promise<EvidenceVerdict> {
  const verdict = await verifyNitro(evidence, {
    now,
    trustAnchors,
    policy: { measurements: images.filter(isNitro) },
    nonce,
    expectedBinding: { kind: 'nitriding-user-data', appKeyHash: transcriptHash },
  });
  return nitroVerdict(verdict);
}

/** Nitro's own verdict in the words for every kind. */
export function nitroVerdict(verdict: VerifiedNitro | RefusedNitro): EvidenceVerdict {
  const signed = verdict.ok ? verdict : verdict.signed;
  return {
    kind: 'aws-nitro',
    code: verdict.ok ? null : verdict.code,
    steps: verdict.steps,
    signed: signed && factsOf(signed),
    evidence: verdict.evidence,
  };
}

function isNitro(image: AllowedImage): image is AllowedMeasurement {
  return !('kind' in image);
}

function factsOf(facts: NitroFacts): SignedFacts {
  const { pcr0, pcr1, pcr2 } = facts.measurement;
  return {
    image: { pcr0, pcr1, pcr2 },
    release: facts.release,
    timeMs: facts.documentTimeMs,
    label: facts.moduleId,
    bound: facts.userData ?? new Uint8Array(0),
    isDevelopmentRoot: facts.isDevelopmentRoot,
    validUntilMs: facts.validUntilMs,
    chain: facts.chain.map(chainCertificate),
  };
}

/** A certificate without a common name is told by the checks' detail, not by a guess. */
export function chainCertificate(certificate: Certificate): ChainCertificate {
  const { subject, bytes, notBeforeMs, notAfterMs } = certificate;
  let name = '';
  try {
    name = commonName(subject).slice(0, MAX_NAME);
  } catch {
    // Shown by its bytes alone.
  }
  return { name, bytes, notBeforeMs, notAfterMs };
}

/** A label to draw; the bytes have all of it. */
const MAX_NAME = 200;
