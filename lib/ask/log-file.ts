/** One file of the log over the relay, for the aside. Permission and scrubbing stand before every request of ours. */
import type { Bytes } from '../bytes/index.ts';
import { codeOf, CodedError } from '../errors/index.ts';
import { fetchLogFile, type Place } from '../relay/index.ts';
import type { Edges } from './edges.ts';

export async function logFile(
  edges: Edges,
  where: Omit<Place, 'fetch'>,
  path: string,
): Promise<Bytes> {
  await mayReach(edges, where.relayUrl, 'log-file-unavailable');
  try {
    const place = { ...where, fetch: edges.fetch };
    return await fetchLogFile(place, path, new AbortController().signal);
  } catch (cause) {
    const isAbsent = codeOf(cause) === 'gateway-unknown';
    const code = isAbsent ? 'log-file-absent' : 'log-file-unavailable';
    throw new CodedError(code, path, { cause });
  }
}

/** Throws the code where the person has not allowed the relay. */
export async function mayReach(edges: Edges, relayUrl: string, code: string): Promise<void> {
  if (!(await edges.mayReachRelay(relayUrl))) throw new CodedError(code);
  await edges.scrubOuterRequests(relayUrl);
}
