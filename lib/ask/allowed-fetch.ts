/**
 * The worker's fetch, which leaves the device only for hosts that the person allows at that very moment. Without the
 * grant the browser would still send, with the outside that lib/platform takes off wherever it may: in Firefox that names
 * the installation. Must never let a request out that was allowed a moment ago and no longer is.
 */
import type { Fetch } from '../relay/index.ts';
import type { Edges } from './edges.ts';
import { AskError } from './errors.ts';

export function withAllowedFetch(edges: Edges): Edges {
  const fetch: Fetch = async (url, init, onLeaving) => {
    if (!(await edges.mayReachRelay(url))) throw new AskError('relay-permission-missing');
    onLeaving?.();
    return edges.fetch(url, init);
  };
  return { ...edges, fetch };
}
