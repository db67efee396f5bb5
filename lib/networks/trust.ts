/**
 * What these settings allow of one gateway at one time: pinned roots, and images from the three sources of policy.
 * Must never allow an image because of a list that no longer holds, nor one that another gateway was allowed.
 */
import {
  allowListFor,
  AWS_NITRO_PIN,
  pinnedFor,
  sameMeasurement,
  type NitroMeasurement,
  type SourcedMeasurement,
} from '../attestation/index.ts';
import { parseTranscript } from '../binding/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type { Trust } from '../proofs/index.ts';
import {
  developmentRootBytes,
  gatewayKeyOf,
  type Consented,
  type Settings,
} from '../settings/index.ts';
import { listedFor } from './release-lists.ts';

export interface SourcedTrust extends Trust {
  readonly measurements: readonly SourcedMeasurement[];
}

export interface TrustQuestion {
  readonly transcript: Bytes;
  /** The present; in an audit the recorded time too. */
  readonly timesMs: readonly number[];
  /** Where it was met, when that is not where the settings lead now (gatewayKeyOf). */
  readonly place?: string;
}

/** Development roots stand beside AWS's, never in its place. */
export async function trustOf(
  settings: Settings,
  { transcript, timesMs, place }: TrustQuestion,
): Promise<SourcedTrust> {
  const gateway = statementName(transcript);
  const here = place ?? gatewayKeyOf(settings);
  const allowed: Consented[] = [...settings.releases, ...settings.consents];
  const consents = allowed.map(({ name, gateway: only, consentedAtMs, ...pcrs }) => ({
    gateway: only ?? here,
    measurement: { ...pcrs, ...(name === '' ? {} : { release: name }) },
    consentedAtMs: consentedAtMs ?? 0,
  }));
  const listed = await listedFor(gateway, settings.releaseLists, timesMs);
  return {
    trustAnchors: [AWS_NITRO_PIN, ...developmentRootBytes(settings.developmentRoots)],
    measurements: allowListFor(here, { pinned: pinnedFor(gateway), listed, consents }),
    witnesses: settings.witnesses,
  };
}

/** Which source allowed an image, for the person to read. */
export function sourceOf(
  { measurements }: SourcedTrust,
  measured: NitroMeasurement | null,
): SourcedMeasurement['source'] | null {
  if (measured === null) return null;
  return measurements.find((allowed) => sameMeasurement(allowed, measured))?.source ?? null;
}

/** Only a name to choose lists by: a transcript that lies about it is not the one that the evidence binds. */
function statementName(transcript: Bytes): string {
  try {
    return parseTranscript(transcript).statement.name;
  } catch {
    return '';
  }
}
