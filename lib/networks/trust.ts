/**
 * What these settings allow of one gateway at one time: pinned roots, and images from the three sources of policy.
 * Must never allow an image because of a list that no longer holds, nor one that another gateway was allowed.
 */
import {
  allowListFor,
  AWS_NITRO_PIN,
  pinnedFor,
  sameImage,
  type AllowedImage,
  type Image,
  type SourcedImage,
} from '../attestation/index.ts';
import { parseTranscript } from '../binding/index.ts';
import type { Bytes } from '../bytes/index.ts';
import type { Trust } from '../proofs/index.ts';
import {
  developmentRootBytes,
  gatewayKeyOf,
  type Release,
  type Settings,
} from '../settings/index.ts';
import { listedFor } from './release-lists.ts';
import type { EnclaveView } from './view.ts';

export interface SourcedTrust extends Trust {
  readonly images: readonly SourcedImage[];
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
  const consents = settings.consents.map(({ gateway: only, consentedAtMs, ...release }) => ({
    gateway: only ?? here,
    measurement: allowedBy(release),
    consentedAtMs: consentedAtMs ?? 0,
  }));
  const written = settings.releases.map(allowedBy);
  const listed = await listedFor(gateway, settings.releaseLists, timesMs);
  return {
    trustAnchors: [AWS_NITRO_PIN, ...developmentRootBytes(settings.developmentRoots)],
    images: allowListFor(here, {
      ...{ pinned: pinnedFor(gateway), listed, consents, settings: written },
    }),
    witnesses: settings.witnesses,
    builds: {
      pinnedPcrHashes: settings.opengradient.pinnedPcrHashes,
      allowsApproved: settings.opengradient.builds === 'approved',
    },
  };
}

function allowedBy({ name, ...image }: Release): AllowedImage {
  return { ...image, ...(name === '' ? {} : { release: name }) };
}

/** Which source allowed an image, and which list by name, for the person to read. */
export function sourceOf(
  { images }: SourcedTrust,
  measured: Image | null,
): Pick<EnclaveView, 'releaseSource' | 'releaseList'> {
  const found = measured && images.find((allowed) => sameImage(allowed, measured));
  if (!found) return {};
  const { source: releaseSource, list } = found;
  return { releaseSource, ...(list !== undefined && { releaseList: list }) };
}

/** Only a name to choose lists by: a transcript that lies about it is not the one that the evidence binds. */
function statementName(transcript: Bytes): string {
  try {
    return parseTranscript(transcript).statement.name;
  } catch {
    return '';
  }
}
