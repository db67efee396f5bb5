/**
 * The ledger of what was met at a gateway: tells the store, and learns whether it differs from the last time.
 * An image is written down as soon as its signature holds and policy alone refuses it, so that the first consent
 * already finds it there. Must never write down what no vendor signed.
 */
import { imageOfText, imageText } from '../../attestation/index.ts';
import type { Seen } from '../../proofs/index.ts';
import { gatewayKeyOf, type Settings } from '../../settings/index.ts';
import type { NetworkEdges } from '../network.ts';
import type { EnclaveVerdict } from './enclave-check.ts';
import { noteKey, type KeySightings } from './key-sightings.ts';
import type { SeenView } from '../view.ts';

export interface Sightings extends KeySightings {
  /** Most recent first; the image that was just met is the first of them. */
  readonly seen: readonly SeenView[];
}

const NO_KEYS: KeySightings = { isKeyChanged: false, keys: [] };

/** Writes down what was met; without a store (private windows of Firefox) nothing is known of before. */
export async function noteSightings(
  edges: NetworkEdges,
  settings: Settings,
  verdict: EnclaveVerdict,
): Promise<Sightings> {
  const gateway = gatewayKeyOf(settings);
  const now = edges.now();
  try {
    if (verdict.facts !== null && (verdict.ok || verdict.code === 'measurement-unknown')) {
      const value = imageText(verdict.facts.measurement);
      await edges.proofs.noteSighting({ gateway, kind: 'measurement', value }, now);
    }
    const met = verdict.ok ? await noteKey(edges, settings, verdict) : NO_KEYS;
    const seen = await edges.proofs.sightingsAt(gateway, 'measurement');
    return { ...met, seen: seen.flatMap(seenView) };
  } catch {
    return { ...NO_KEYS, seen: [] };
  }
}

export function seenView({ value, firstSeenMs, lastSeenMs }: Seen): SeenView[] {
  const image = imageOfText(value);
  return image === undefined ? [] : [{ image, firstSeenMs, lastSeenMs }];
}
