/**
 * What the gateway may say about a request: with which header names it came, how much it was. Never an address, a prompt, an answer,
 * a header's value, a nonce or a key.
 */
import type { Incoming } from '../http/message.ts';

export interface GatewayEvent {
  readonly event: 'request';
  readonly route: 'keys' | 'transcript' | 'evidence' | 'ask' | 'other';
  readonly status: number;
  /** An outer code, or how the sealed exchange ended on the wire. Inner codes are the device's business. */
  readonly outcome: string;
  readonly headerNames: readonly string[];
  readonly requestBytes: number;
  readonly responseBytes: number;
}

/** Names only: a header that tells of a client would show here, its value nowhere. */
export function headerNamesOf(request: Incoming): string[] {
  return Object.keys(request.headers).sort();
}
