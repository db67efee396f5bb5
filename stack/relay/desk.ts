/**
 * What surrounds every request of the relay: is it still taking any, has this address its share, how many answers pass
 * through already; and afterwards the one log line and the counts. Must never write down more than RelayEvent.
 */
import { Metrics } from '../metrics.ts';
import type { Incoming } from '../http/message.ts';
import { clientAddress } from './client-address.ts';
import { RelayError } from './errors.ts';
import { Limiter } from './limiter.ts';
import type { RelayEvent } from './log.ts';
import type { Resource } from './resources.ts';
import { targetOf } from './serve.ts';

export interface RelayShares {
  /** Asks, and evidence, which costs the gateway's hardware as much. */
  readonly asksPerMinute: number;
  readonly askBurst: number;
  /** Everything else: copies and files of the log. */
  readonly readsPerMinute: number;
  readonly readBurst: number;
  readonly forgetMs: number;
  readonly maxAddresses: number;
  readonly maxAnswers: number;
  /** Proxies of the operator's own in front of this relay. */
  readonly proxies: number;
}

export const SHARES: RelayShares = {
  asksPerMinute: 60,
  askBurst: 120,
  readsPerMinute: 1200,
  readBurst: 1200,
  forgetMs: 600_000,
  maxAddresses: 100_000,
  maxAnswers: 10_000,
  proxies: 0,
};

const FIRST_BYTE_BOUNDS_S = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export class RelayDesk {
  readonly metrics = new Metrics();
  readonly #shares: RelayShares;
  readonly #asks: Limiter;
  readonly #reads: Limiter;
  readonly #countRequest = this.metrics.counter('sotto_relay_requests_total', 'Requests answered.');
  readonly #countBytes = this.metrics.counter('sotto_relay_bytes_total', 'Bytes of bodies.');
  readonly firstByte = this.metrics.histogram(
    'sotto_relay_gateway_first_byte_seconds',
    'From the end of a sealed request to the first byte of its answer.',
    FIRST_BYTE_BOUNDS_S,
  );
  #open = 0;
  #isDraining = false;

  constructor(shares: Partial<RelayShares>, resources: ReadonlyMap<string, Resource>) {
    this.#shares = { ...SHARES, ...shares };
    const { asksPerMinute, askBurst, readsPerMinute, readBurst, ...rest } = this.#shares;
    this.#asks = new Limiter({ ...rest, perMinute: asksPerMinute, burst: askBurst });
    this.#reads = new Limiter({ ...rest, perMinute: readsPerMinute, burst: readBurst });
    this.#observe(resources);
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  drain(): void {
    this.#isDraining = true;
  }

  /** Throws RelayError when this request may not be served; returns what ends its turn. */
  admit(request: Incoming): () => void {
    // Another one behind the same balancer has everything that this one has.
    if (this.#isDraining) throw new RelayError('relay-draining');
    const isAsk = request.method === 'POST';
    const isDear = isAsk || targetOf(request.url ?? '').rest === 'evidence';
    const address = clientAddress(request, this.#shares.proxies);
    if (!(isDear ? this.#asks : this.#reads).admit(address)) throw new RelayError('rate-limited');
    if (!isAsk) return () => undefined;
    if (this.#open >= this.#shares.maxAnswers) throw new RelayError('relay-busy');
    this.#open++;
    return () => void this.#open--;
  }

  count({ method, path, status, requestBytes, responseBytes }: RelayEvent, code: string): void {
    // '/g/NAME/keys' → gateway NAME, resource keys: both from the relay's own settings.
    const [, kind = 'other', name = 'none', rest = 'ask'] = path.split('/');
    const resource = kind === 'g' ? rest : kind === '' ? 'other' : kind;
    this.#countRequest({ method, gateway: name, resource, status: String(status), code });
    this.#countBytes({ direction: 'in' }, requestBytes);
    this.#countBytes({ direction: 'out' }, responseBytes);
  }

  #observe(resources: ReadonlyMap<string, Resource>): void {
    const { metrics } = this;
    metrics.process();
    metrics.gauge('sotto_relay_open_answers', 'Answers passing through.', () => [[{}, this.#open]]);
    metrics.gauge('sotto_relay_addresses', 'Addresses counted, under a salt of minutes.', () => [
      [{}, this.#asks.size],
    ]);
    metrics.gauge('sotto_relay_gateway_up', '1 while the gateway takes asks.', () =>
      [...resources.values()].flatMap((resource) =>
        resource.kind === 'sotto'
          ? [[{ gateway: resource.name }, resource.watch.state === 'up' ? 1 : 0] as const]
          : [],
      ),
    );
    metrics.gauge('sotto_relay_pair_age_seconds', 'Age of the copy of the keys.', () =>
      [...resources.values()]
        .filter(({ pair }) => pair.held !== undefined)
        .map(({ name, pair }) => [{ gateway: name }, Math.round(pair.ageMs / 1000)] as const),
    );
  }
}
