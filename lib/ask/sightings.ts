/** Tells the store what was met at a gateway, and learns whether it differs from the last time. */
import { toHex } from '../bytes/index.ts';
import type { Settings } from '../settings/index.ts';
import type { Edges } from './edges.ts';
import type { EnclaveVerdict } from './enclave-check.ts';

/** Writes down what was met; without a store (private windows of Firefox) nothing is known of before. */
export async function noteSightings(
  edges: Edges,
  settings: Settings,
  verdict: EnclaveVerdict & { ok: true },
): Promise<boolean> {
  const gateway = `${settings.relayUrl}|${settings.gatewayName}`;
  const { pcr0, pcr1, pcr2 } = verdict.facts.measurement;
  const now = edges.now();
  try {
    await edges.proofs.noteSighting(
      { gateway, kind: 'measurement', value: `${pcr0}.${pcr1}.${pcr2}` },
      now,
    );
    const value = toHex(verdict.keyConfigHash);
    return (await edges.proofs.noteSighting({ gateway, kind: 'key-config', value }, now)).isChanged;
  } catch {
    return false;
  }
}
