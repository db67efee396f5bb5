/**
 * Where sealed requests go: one fixed address each, over connections of its own that are kept for the next one. What
 * leaves has the same head for everybody: host, connection, content type and length, in this order and nothing else.
 * Must never take an address, or anything of a head, from a request.
 */
import { Agent, request as httpRequest, type ClientRequest } from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';

export interface Destination {
  /** Opens a request; its body is the caller's to send. */
  open(mediaType: string, length: number): ClientRequest;
}

/** A gateway keeps an idle connection for 65 s; ours goes first, so that none is closed while an ask is on its way. */
const KEPT = { keepAlive: true, timeout: 30_000, scheduling: 'lifo' } as const;

export function destinationAt(url: URL): Destination {
  const isSecure = url.protocol === 'https:';
  const send = isSecure ? httpsRequest : httpRequest;
  const agent = isSecure ? new SecureAgent(KEPT) : new Agent(KEPT);
  // All of its connections are alike: a name for each kind of them need not be put together for every ask.
  agent.getName = () => url.host;
  // What stays the same from ask to ask is worked out once, and no more than is needed is handed on.
  const fixed = {
    agent,
    method: 'POST',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 443 : 80) : Number(url.port),
    path: `${url.pathname}${url.search}`,
  };
  return {
    open: (mediaType, length) =>
      send({
        ...fixed,
        headers: [
          ...['Host', url.host, 'Connection', 'keep-alive'],
          ...['Content-Type', mediaType, 'Content-Length', String(length)],
        ],
      }),
  };
}
