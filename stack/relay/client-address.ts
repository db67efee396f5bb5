/**
 * Whose share a request is taken from. Behind proxies of the operator's own, the address stands in X-Forwarded-For as
 * many places from the right as there are such proxies: everything further left is what the client wrote itself.
 * The result goes to the limiter and nowhere else.
 */
import type { Incoming } from '../http/message.ts';

export function clientAddress(request: Incoming, proxies: number): string {
  const peer = request.socket.remoteAddress ?? 'unknown';
  if (proxies === 0) return peer;
  const header = request.headers['x-forwarded-for'];
  const hops = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',');
  const hop = hops[hops.length - proxies]?.trim() ?? '';
  return hop === '' || hop.length > 64 ? peer : hop;
}
