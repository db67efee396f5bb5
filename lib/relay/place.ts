/**
 * Where a relay keeps one gateway's resources, and how long each may take.
 * Must never build an address from anything but the settings and fixed names.
 */
import type { Fetch } from './outer-request.ts';

export interface Place {
  readonly fetch: Fetch;
  /** In normal form: no slash at the end. */
  readonly relayUrl: string;
  readonly gatewayName: string;
}

/** Everything small (keys, transcript, evidence) is done within this time or not at all. */
export const SHORT_TIMEOUT_MS = 20_000;

export function gatewayUrl(place: Place, rest = ''): string {
  return `${place.relayUrl}/g/${encodeURIComponent(place.gatewayName)}${rest}`;
}

/** A signal that ends with the caller's, or after the time limit. */
export function withTimeout(signal: AbortSignal, timeoutMs: number): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
}
