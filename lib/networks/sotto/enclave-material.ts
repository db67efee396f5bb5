/**
 * Fetches what a verdict needs, all at once: keys and transcript from the relay's shared copy, evidence for a nonce of
 * our own. Must never let the nonce reach the first two.
 */
import {
  fetchEvidence,
  fetchKeys,
  fetchOperator,
  fetchTranscript,
  NONCE_LENGTH,
  type Place,
} from '../../relay/index.ts';
import type { Settings } from '../../settings/index.ts';
import type { NetworkEdges } from '../network.ts';
import type { EnclaveMaterial } from './enclave-check.ts';

/** A name for the screen is not worth waiting for. */
const OPERATOR_TIMEOUT_MS = 3_000;

export function placeOf(edges: NetworkEdges, settings: Settings): Place {
  const { relayUrl, gatewayName } = settings;
  return { fetch: edges.fetch, relayUrl, gatewayName };
}

export async function fetchMaterial(edges: NetworkEdges, place: Place): Promise<EnclaveMaterial> {
  const nonce = edges.random(NONCE_LENGTH);
  // The first failure ends the others: nothing is worth waiting for then.
  const others = new AbortController();
  try {
    const [keys, transcript, evidence] = await Promise.all([
      fetchKeys(place, others.signal),
      fetchTranscript(place, others.signal),
      fetchEvidence(place, nonce, others.signal),
    ]);
    return { keys, transcript, evidence, nonce };
  } catch (thrown) {
    others.abort();
    throw thrown;
  }
}

/** Who says to run the relay, or '' when it does not say: shown, never trusted, never a reason to fail. */
export async function relayOperator(place: Place): Promise<string> {
  try {
    return await fetchOperator(place, AbortSignal.timeout(OPERATOR_TIMEOUT_MS));
  } catch {
    return '';
  }
}
