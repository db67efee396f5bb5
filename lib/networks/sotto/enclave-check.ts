/**
 * The verdict on one enclave: evidence, transcript and key configuration, each held against the others. Pure; the
 * prompt is sealed only to a key that came out of here. Order: what is it, who signed it, does it bind this
 * transcript, is the relay's key the bound one. Must never take a key that merely arrived beside the evidence.
 */
import type { ImageKind } from '../../attestation/index.ts';
import {
  isEnvelope,
  parseTranscript,
  transcriptHash,
  type Transcript,
} from '../../binding/index.ts';
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import {
  judgeNitro,
  type EvidenceQuestion,
  type EvidenceVerdict,
  type SignedFacts,
} from '../../evidence/index.ts';
import { chooseKeyConfig, parseKeyConfigs, type ChosenKey, type Suite } from '../../ohttp/index.ts';
import { stepOf } from '../../proofs/index.ts';
import { chainView, type ChainFacts } from './chain-view.ts';
import { sourceOf, type SourcedTrust } from '../trust.ts';
import type { ChainLinkView, MeasurementView, StepView } from '../view.ts';

/** Clocks differ by moments. */
const CLOCK_MS = 5 * 60_000;

/** What the relay handed over, with the nonce that the evidence was asked for with. */
export interface EnclaveMaterial {
  readonly keys: Bytes;
  readonly transcript: Bytes;
  readonly evidence: Bytes;
  readonly nonce: Bytes;
}

/** What the signed evidence says of the enclave; of a refused one only what its signature covers. */
export interface EnclaveFacts {
  readonly measurement: MeasurementView;
  readonly releaseName: string | null;
  readonly source: ReturnType<typeof sourceOf>;
  /** Null for kinds that do not say: fresh they are by the nonce. */
  readonly evidenceTimeMs: number | null;
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
}

interface Judged {
  readonly kind: ImageKind;
  readonly steps: StepView[];
  /** What the verdict stands on, link by link. */
  readonly chain: ChainLinkView[];
}

export type EnclaveVerdict =
  | (Judged & {
      readonly ok: true;
      readonly facts: EnclaveFacts;
      readonly transcript: Transcript;
      readonly transcriptHash: Bytes;
      readonly keyConfigHash: Bytes;
      readonly chosen: ChosenKey;
    })
  | (Judged & {
      readonly ok: false;
      readonly code: string;
      readonly facts: EnclaveFacts | null;
    });

/** Judges evidence of another kind than Nitro: the worker has no room for it, see lib/aside. */
export type JudgeOther = (evidence: Bytes, question: EvidenceQuestion) => Promise<EvidenceVerdict>;

export interface CheckOptions {
  readonly trust: SourcedTrust;
  readonly now: number;
  readonly judgeOther: JudgeOther;
  readonly suites: readonly Suite[];
}

export async function checkEnclave(
  material: EnclaveMaterial,
  { trust, now, judgeOther, suites }: CheckOptions,
): Promise<EnclaveVerdict> {
  const bound = await transcriptHash(material.transcript);
  const { trustAnchors, images } = trust;
  const judge = isEnvelope(material.evidence) ? judgeOther : judgeNitro;
  const question = { now, trustAnchors, images, nonce: material.nonce, transcriptHash: bound };
  const evidence = await judge(material.evidence, question);
  const key: KeyVerdict =
    evidence.code === null
      ? checkKey(material, now, suites)
      : { ok: false, code: evidence.code, step: notReached('key-configuration') };
  const steps = [...evidence.steps.map((step) => stepOf('evidence', step)), key.step];
  const chain = chainView({
    ...{ evidence, atMs: now, transcript: material.transcript },
    ...keyOf(key),
  });
  const { kind } = evidence;
  const facts = factsOf(evidence.signed, trust);
  if (!key.ok || facts === null) {
    return { ok: false, kind, code: key.ok ? 'unexpected' : key.code, steps, chain, facts };
  }
  const { transcript, chosen } = key;
  const keyConfigHash = await sha256(transcript.keyConfig);
  return {
    ok: true,
    kind,
    steps,
    chain,
    facts,
    transcript,
    transcriptHash: bound,
    keyConfigHash,
    chosen,
  };
}

function factsOf(signed: SignedFacts | null, trust: SourcedTrust): EnclaveFacts | null {
  if (signed === null) return null;
  return {
    measurement: signed.image,
    releaseName: signed.release,
    source: sourceOf(trust, signed.image),
    evidenceTimeMs: signed.timeMs,
    isDevelopmentRoot: signed.isDevelopmentRoot,
    validUntilMs: signed.validUntilMs,
  };
}

type KeyVerdict =
  | { ok: true; transcript: Transcript; chosen: ChosenKey; step: StepView }
  | { ok: false; code: string; step: StepView };

function keyOf(key: KeyVerdict): Pick<ChainFacts, 'keyConfig' | 'keyId' | 'keyVerdict'> {
  const keyVerdict = key.step.verdict;
  if (!key.ok) return { keyConfig: null, keyId: null, keyVerdict };
  return { keyConfig: key.transcript.keyConfig, keyId: key.chosen.config.keyId, keyVerdict };
}

/** The relay's key configuration must be, byte for byte, the one that the evidence binds. */
function checkKey(
  { keys, transcript: bytes }: EnclaveMaterial,
  now: number,
  suites: readonly Suite[],
): KeyVerdict {
  const name = 'key-configuration';
  try {
    const transcript = parseTranscript(bytes);
    if (!equal(keys, transcript.keyConfig))
      return { ok: false, code: 'key-config-differs', step: failed(name) };
    const { fromMs, untilMs } = transcript.keyValidity;
    if (now < fromMs - CLOCK_MS || now >= untilMs) {
      return { ok: false, code: 'key-config-expired', step: failed(name) };
    }
    const chosen = chooseKeyConfig(parseKeyConfigs(transcript.keyConfig), suites);
    const detail = 'the same in the relay’s answer and in the attested transcript';
    const bytesHex = toHex(transcript.keyConfig);
    return { ok: true, transcript, chosen, step: { name, verdict: 'pass', detail, bytesHex } };
  } catch (thrown) {
    return { ok: false, code: codeOf(thrown) ?? 'unexpected', step: failed(name) };
  }
}

function failed(name: string): StepView {
  return { name, verdict: 'fail', detail: '' };
}

function notReached(name: string): StepView {
  return { name, verdict: 'not-reached', detail: '' };
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
