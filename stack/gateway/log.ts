/**
 * What the gateway may say about a request: who spoke to it on the wire (the relay), with which header names, how
 * much. Never a prompt, an answer, a header's value, a nonce or a key.
 */
import type { IncomingMessage } from 'node:http';

export interface GatewayEvent {
  readonly event: 'request';
  readonly route: 'keys' | 'transcript' | 'evidence' | 'ask' | 'other';
  readonly status: number;
  /** An outer code, or how the sealed exchange ended on the wire. Inner codes are the device's business. */
  readonly outcome: string;
  readonly peer: string;
  readonly headerNames: readonly string[];
  readonly requestBytes: number;
  readonly responseBytes: number;
}

/** The other end of the connection: the relay's address. */
export function peerOf(request: IncomingMessage): string {
  return request.socket.remoteAddress ?? 'unknown';
}

/** Names only: a header that tells of a client would show here, its value nowhere. */
export function headerNamesOf(request: IncomingMessage): string[] {
  return Object.keys(request.headers).sort();
}
