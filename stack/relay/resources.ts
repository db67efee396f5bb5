/**
 * What this relay carries to: gateways of ours, with evidence and log, and any other RFC 9458 gateway, of which it
 * knows two addresses. Each is one resource with one fixed target. Must never hold a target that no setting named.
 */
import { destinationAt, type Destination } from './destination.ts';
import { RelayError } from './errors.ts';
import { fetchKeysOnly, fetchTranscriptPair } from './fetch-pair.ts';
import { GatewayWatch } from './gateway-watch.ts';
import { LogCopy } from './log-copy.ts';
import { PairCache } from './pair.ts';

export interface RelayedGateway {
  readonly name: string;
  readonly url: string;
  readonly logUrl: string;
}

/** A gateway that knows nothing of us. */
export interface PlainGateway {
  readonly name: string;
  /** Where its sealed requests are posted. */
  readonly resourceUrl: string;
  readonly keysUrl: string;
}

interface Common {
  readonly name: string;
  /** Where its sealed requests go. */
  readonly to: Destination;
  readonly pair: PairCache;
}

export interface SottoResource extends Common {
  readonly kind: 'sotto';
  readonly gateway: RelayedGateway;
  readonly logCopy: LogCopy;
  readonly watch: GatewayWatch;
}

export interface PlainResource extends Common {
  readonly kind: 'plain';
}

export type Resource = SottoResource | PlainResource;

export interface ResourceOptions {
  readonly gateways: readonly RelayedGateway[];
  readonly plain?: readonly PlainGateway[];
  readonly pairMs: number;
  readonly watchMs: number;
  readonly logFreshMs: number;
  readonly now: () => number;
}

const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export function openResources(options: ResourceOptions): ReadonlyMap<string, Resource> {
  const all = [
    ...options.gateways.map((gateway) => sottoResource(gateway, options)),
    ...(options.plain ?? []).map((gateway) => plainResource(gateway, options)),
  ];
  const resources = new Map(all.map((resource) => [resource.name, resource]));
  const wrong = all.find(({ name }) => !NAME.test(name));
  if (wrong !== undefined || resources.size < all.length) {
    throw new RelayError('request-invalid', `gateway name ${wrong?.name ?? 'twice'}`);
  }
  return resources;
}

function sottoResource(
  gateway: RelayedGateway,
  { pairMs, watchMs, logFreshMs, now }: ResourceOptions,
): SottoResource {
  const pair = new PairCache({ fetchPair: () => fetchTranscriptPair(gateway.url), pairMs });
  return {
    kind: 'sotto',
    name: gateway.name,
    to: destinationAt(new URL('/ask', gateway.url)),
    gateway,
    pair,
    logCopy: new LogCopy(gateway.logUrl, logFreshMs, now),
    watch: new GatewayWatch({ url: gateway.url, pair, everyMs: watchMs }),
  };
}

function plainResource(
  { name, resourceUrl, keysUrl }: PlainGateway,
  { pairMs }: ResourceOptions,
): PlainResource {
  const pair = new PairCache({ fetchPair: () => fetchKeysOnly(keysUrl), pairMs });
  return { kind: 'plain', name, to: destinationAt(new URL(resourceUrl)), pair };
}

/** Fetches all copies now and begins to watch. */
export async function refreshAll(resources: ReadonlyMap<string, Resource>): Promise<void> {
  await Promise.all(
    [...resources.values()].map(async (resource) => {
      await resource.pair.refresh();
      if (resource.kind === 'sotto') await resource.watch.look();
    }),
  );
}

export function closeAll(resources: ReadonlyMap<string, Resource>): void {
  for (const resource of resources.values()) {
    resource.pair.close();
    if (resource.kind === 'sotto') resource.watch.close();
  }
}
