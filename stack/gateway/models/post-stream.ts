/**
 * One POST whose answer is read as it comes, no faster than it is taken. Redirects are never followed. A connection
 * that the server had closed while it lay idle is the one thing tried again: nothing of the request was read there.
 */
import {
  Agent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as SecureAgent, request as httpsRequest } from 'node:https';

export interface Post {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

const IDLE_MS = 15_000;
const agent = new Agent({ keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' });
const secureAgent = new SecureAgent({ keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' });

export async function postStream(post: Post): Promise<IncomingMessage> {
  try {
    return await once(post);
  } catch (thrown) {
    if (thrown instanceof StaleConnection) return once(post);
    throw thrown;
  }
}

class StaleConnection extends Error {}

function once({ url, headers, body, signal }: Post): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const options: RequestOptions = {
      method: 'POST',
      agent: isSecure ? secureAgent : agent,
      signal,
      headers: { ...headers, 'content-length': String(body.length) },
    };
    const outgoing = (isSecure ? httpsRequest : httpRequest)(url, options, (incoming) => {
      // From here on a failure is the reader's, who iterates.
      incoming.on('error', () => undefined);
      resolve(incoming);
    });
    outgoing.on('error', (cause) =>
      reject(isStale(outgoing, cause) ? new StaleConnection() : cause),
    );
    outgoing.end(body);
  });
}

function isStale(outgoing: ClientRequest, cause: Error): boolean {
  return outgoing.reusedSocket && 'code' in cause && cause.code === 'ECONNRESET';
}
