/**
 * The verdict on one enclave: evidence, transcript and key configuration, each held against the others. Pure; the
 * prompt is sealed only to a key that came out of here. Order: what is it, who signed it, does it bind this
 * transcript, is the relay's key the bound one. Must never take a key that merely arrived beside the evidence.
 */
import { AWS_NITRO_ROOT, verifyNitro, type NitroFacts } from '../attestation/index.ts';
import { parseTranscript, transcriptHash, type Transcript } from '../binding/index.ts';
import { equal, toHex, type Bytes } from '../bytes/index.ts';
import { codeOf } from '../errors/index.ts';
import { HYBRID_SUITE } from '../ohttp/hybrid/index.ts';
import {
  chooseKeyConfig,
  parseKeyConfigs,
  PRODUCT_SUITE,
  type ChosenKey,
  type Suite,
} from '../ohttp/index.ts';
import { stepOf, type Trust } from '../proofs/index.ts';
import { developmentRootBytes, type Settings } from '../settings/index.ts';
import type { MeasurementView, StepView } from './view.ts';

/** What every installation asks for, in this order: against computers that do not exist yet where the gateway can. */
export const SUITES: readonly [Suite, ...Suite[]] = [HYBRID_SUITE, PRODUCT_SUITE];

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
  readonly evidenceTimeMs: number;
  readonly isDevelopmentRoot: boolean;
  readonly validUntilMs: number;
}

export type EnclaveVerdict =
  | {
      readonly ok: true;
      readonly steps: StepView[];
      readonly facts: EnclaveFacts;
      readonly transcript: Transcript;
      readonly transcriptHash: Bytes;
      readonly keyConfigHash: Bytes;
      readonly chosen: ChosenKey;
    }
  | {
      readonly ok: false;
      readonly code: string;
      readonly steps: StepView[];
      readonly facts: EnclaveFacts | null;
    };

/** The anchors and images that these settings allow. Development roots stand beside AWS's, never in its place. */
export function trustOf(settings: Settings): Trust {
  return {
    trustAnchors: [AWS_NITRO_ROOT, ...developmentRootBytes(settings.developmentRoots)],
    measurements: [...settings.releases, ...settings.consents].map(({ name, ...pcrs }) => ({
      ...pcrs,
      ...(name === '' ? {} : { release: name }),
    })),
    witnesses: settings.witnesses,
  };
}

export async function checkEnclave(
  material: EnclaveMaterial,
  trust: Trust,
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
  const steps: StepView[] = evidence.steps.map((step) => stepOf('evidence', step));
  const facts = factsOf(evidence.ok ? evidence : evidence.signed);
  if (!evidence.ok || facts === null) {
    const code = evidence.ok ? 'unexpected' : evidence.code;
    return { ok: false, code, steps: [...steps, notReached('key-configuration')], facts };
  }
  const key = checkKey(material);
  if (!key.ok) return { ok: false, code: key.code, steps: [...steps, key.step], facts };
  const { transcript, chosen, step } = key;
  const keyConfigHash = await sha256(transcript.keyConfig);
  return {
    ok: true,
    steps: [...steps, { ...step, bytesHex: toHex(keyConfigHash) }],
    facts,
    transcript,
    transcriptHash: bound,
    keyConfigHash,
    chosen,
  };
}

function factsOf(signed: NitroFacts | null): EnclaveFacts | null {
  if (signed === null) return null;
  const { pcr0, pcr1, pcr2 } = signed.measurement;
  return {
    measurement: { pcr0, pcr1, pcr2 },
    releaseName: signed.release,
    evidenceTimeMs: signed.documentTimeMs,
    isDevelopmentRoot: signed.isDevelopmentRoot,
    validUntilMs: signed.validUntilMs,
  };
}

type KeyVerdict =
  | { ok: true; transcript: Transcript; chosen: ChosenKey; step: StepView }
  | { ok: false; code: string; step: StepView };

/** The relay's key configuration must be, byte for byte, the one that the evidence binds. */
function checkKey({ keys, transcript: bytes }: EnclaveMaterial): KeyVerdict {
  const name = 'key-configuration';
  try {
    const transcript = parseTranscript(bytes);
    if (!equal(keys, transcript.keyConfig))
      return { ok: false, code: 'key-config-differs', step: failed(name) };
    const chosen = chooseKeyConfig(parseKeyConfigs(transcript.keyConfig), SUITES);
    const detail = 'the same in the relay’s answer and in the attested transcript';
    return { ok: true, transcript, chosen, step: { name, verdict: 'pass', detail } };
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
