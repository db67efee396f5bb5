/**
 * The verdict on one enclave: evidence, transcript and key configuration, each held against the others. Pure; the
 * prompt is sealed only to a key that came out of here. Order: what is it, who signed it, does it bind this
 * transcript, is the relay's key the bound one. Must never take a key that merely arrived beside the evidence.
 */
import { verifyNitro, type NitroFacts } from '../../attestation/index.ts';
import { parseTranscript, transcriptHash, type Transcript } from '../../binding/index.ts';
import { equal, toHex, type Bytes } from '../../bytes/index.ts';
import { codeOf } from '../../errors/index.ts';
import { HYBRID_SUITE } from '../../ohttp/hybrid/index.ts';
import {
  chooseKeyConfig,
  parseKeyConfigs,
  PRODUCT_SUITE,
  type ChosenKey,
  type Suite,
} from '../../ohttp/index.ts';
import { stepOf } from '../../proofs/index.ts';
import { chainView, type ChainFacts } from './chain-view.ts';
import { sourceOf, type SourcedTrust } from '../trust.ts';
import type { ChainLinkView, MeasurementView, StepView } from '../view.ts';

/** What every installation asks for, in this order: against computers that do not exist yet where the gateway can. */
export const SUITES: readonly [Suite, ...Suite[]] = [HYBRID_SUITE, PRODUCT_SUITE];

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
  readonly evidenceTimeMs: number;
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
}

interface Judged {
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

export async function checkEnclave(
  material: EnclaveMaterial,
  trust: SourcedTrust,
  now: number,
): Promise<EnclaveVerdict> {
  const bound = await transcriptHash(material.transcript);
  const evidence = await verifyNitro(material.evidence, {
    now,
    trustAnchors: trust.trustAnchors,
    policy: { measurements: trust.measurements },
    nonce: material.nonce,
    expectedBinding: { kind: 'nitriding-user-data', appKeyHash: bound },
  });
  const key: KeyVerdict = evidence.ok
    ? checkKey(material, now)
    : { ok: false, code: evidence.code, step: notReached('key-configuration') };
  const steps = [...evidence.steps.map((step) => stepOf('evidence', step)), key.step];
  const chain = chainView({
    ...{ evidence, atMs: now, transcript: material.transcript },
    ...keyOf(key),
  });
  const facts = factsOf(evidence.ok ? evidence : evidence.signed, trust);
  if (!key.ok || facts === null) {
    return { ok: false, code: key.ok ? 'unexpected' : key.code, steps, chain, facts };
  }
  const { transcript, chosen } = key;
  const keyConfigHash = await sha256(transcript.keyConfig);
  return {
    ok: true,
    steps,
    chain,
    facts,
    transcript,
    transcriptHash: bound,
    keyConfigHash,
    chosen,
  };
}

function factsOf(signed: NitroFacts | null, trust: SourcedTrust): EnclaveFacts | null {
  if (signed === null) return null;
  const { pcr0, pcr1, pcr2 } = signed.measurement;
  return {
    measurement: { pcr0, pcr1, pcr2 },
    releaseName: signed.release,
    source: sourceOf(trust, signed.measurement),
    evidenceTimeMs: signed.documentTimeMs,
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
function checkKey({ keys, transcript: bytes }: EnclaveMaterial, now: number): KeyVerdict {
  const name = 'key-configuration';
  try {
    const transcript = parseTranscript(bytes);
    if (!equal(keys, transcript.keyConfig))
      return { ok: false, code: 'key-config-differs', step: failed(name) };
    const { fromMs, untilMs } = transcript.keyValidity;
    if (now < fromMs - CLOCK_MS || now >= untilMs) {
      return { ok: false, code: 'key-config-expired', step: failed(name) };
    }
    const chosen = chooseKeyConfig(parseKeyConfigs(transcript.keyConfig), SUITES);
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
