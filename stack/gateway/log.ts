/**
 * What the gateway may say about a request: with which header names it came, how much it was. Never an address, a
 * prompt, an answer, a header's value, a nonce or a key.
 */
import type { Incoming } from '../http/message.ts';

export interface GatewayEvent {
  readonly event: 'request';
  readonly route: 'keys' | 'transcript' | 'evidence' | 'ask' | 'ready' | 'other';
  readonly status: number;
  /** An outer code, or how the sealed exchange ended on the wire. Inner codes are the device's business. */
  readonly outcome: string;
  readonly headerNames: readonly string[];
  readonly requestBytes: number;
  readonly responseBytes: number;
}

const KNOWN_NAMES: ReadonlySet<string> = new Set([
  ...['accept', 'accept-encoding', 'accept-language', 'authorization', 'cache-control'],
  ...['connection', 'content-length', 'content-type', 'cookie', 'forwarded', 'host', 'incremental'],
  ...['origin', 'priority', 'referer', 'te', 'transfer-encoding', 'user-agent', 'via'],
  ...['x-forwarded-for', 'x-forwarded-proto', 'x-real-ip'],
]);

/** Names only, and only known ones: a header that tells of a client would show here, its value nowhere. */
export function headerNamesOf(request: Incoming): string[] {
  const names = Object.keys(request.headers).map((name) =>
    KNOWN_NAMES.has(name) ? name : 'other',
  );
  return [...new Set(names)].sort();
}
