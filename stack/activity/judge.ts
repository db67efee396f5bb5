/**
 * Whether the key that signs a gateway's totals is bound to what evidence measured: every check of a device, as of the
 * time the introduction names, but with the question turned round. A device asks whether an allowed image runs; here
 * the image is what is to be told, so whatever the signed evidence measures is allowed.
 * Must never call a development root hardware, nor name an image that no signature covers.
 */
import { imageText, type ImageKind } from '../../lib/attestation/index.ts';
import type { Bytes } from '../../lib/bytes/index.ts';
import { readCbor } from '../../lib/cbor/index.ts';
import type { EvidenceQuestion, EvidenceVerdict } from '../../lib/evidence/index.ts';
import { introductionNonce, type ReadIntroduction } from './introduction.ts';

export type JudgeEvidence = (
  evidence: Bytes,
  question: EvidenceQuestion,
) => Promise<EvidenceVerdict>;

export interface GatewayVerdict {
  /** Null where chain, signature, nonce and binding all hold. */
  readonly code: string | null;
  readonly kind: ImageKind;
  /** As lib/attestation writes an image in one line; null where nothing signed says one. */
  readonly image: string | null;
  /** False under a development root: the same checks, and nothing that protects. */
  readonly isHardware: boolean;
}

export async function judgeIntroduction(
  introduction: ReadIntroduction,
  judge: JudgeEvidence,
  anchors: readonly Bytes[],
): Promise<GatewayVerdict> {
  const { evidence, atMs, transcriptHash } = introduction;
  const about = { now: atMs, nonce: await introductionNonce(transcriptHash), transcriptHash };
  const trustAnchors = [...anchors, ...rootInside(evidence)];
  const { signed } = await judge(evidence, { ...about, trustAnchors, images: [] });
  const images = signed === null ? [] : [signed.image];
  const { code, kind, signed: again } = await judge(evidence, { ...about, trustAnchors, images });
  if (again === null) return { code, kind, image: null, isHardware: false };
  const { image, isDevelopmentRoot } = again;
  return {
    code,
    kind,
    image: imageText(image),
    isHardware: !isDevelopmentRoot,
  };
}

const MAX_DOCUMENT_BYTES = 32_768;

/**
 * The root that a Nitro document brings along. Taken as an anchor it makes a development document readable; the verdict
 * says of every root but Amazon's that it is one.
 */
function rootInside(evidence: Bytes): Bytes[] {
  try {
    const limits = { maxBytes: MAX_DOCUMENT_BYTES, tags: [18], allowIndefinite: true };
    const cose = readCbor(evidence, limits);
    const parts = cose.kind === 'tag' ? cose.value : cose;
    const payload = parts.kind === 'array' ? parts.value[2] : undefined;
    if (payload?.kind !== 'bytes') return [];
    const document = readCbor(payload.value.slice(), limits);
    const bundle = document.kind === 'map' ? document.value.get('cabundle') : undefined;
    const root = bundle?.kind === 'array' ? bundle.value[0] : undefined;
    return root?.kind === 'bytes' ? [root.value.slice()] : [];
  } catch {
    // Evidence of another kind; the judge says what it is.
    return [];
  }
}
