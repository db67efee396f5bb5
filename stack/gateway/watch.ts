/**
 * What the gateway tells its operator about itself: counts by route and outcome, how much is under way, how its
 * servers do. No series has a label that came from outside, and none says anything about a question.
 */
import type { Health } from '../http/admin.ts';
import type { LogSink } from '../log.ts';
import { Metrics } from '../metrics.ts';
import type { GatewayDesk } from './gateway.ts';
import type { GatewayEvent } from './log.ts';
import type { Upstream } from './models/upstream.ts';

export interface GatewayWatch {
  readonly health: Health;
  readonly log: LogSink<GatewayEvent>;
}

export function watchGateway(
  desk: GatewayDesk,
  options: { readonly log: LogSink<GatewayEvent>; readonly upstreams?: readonly Upstream[] },
): GatewayWatch {
  const metrics = new Metrics();
  metrics.process();
  const requests = metrics.counter('sotto_gateway_requests_total', 'Requests answered.');
  const bytes = metrics.counter('sotto_gateway_bytes_total', 'Bytes of bodies.');
  metrics.gauge('sotto_gateway_open_answers', 'Answers being sent.', () => [
    [{}, desk.answers.open],
  ]);
  metrics.gauge('sotto_gateway_accepted_keys', 'Key epochs that are accepted.', () => [
    [{}, desk.epochs.accepted.length],
  ]);
  metrics.gauge('sotto_gateway_replay_entries', 'Requests remembered against copies.', () => [
    [{}, desk.epochs.accepted.reduce((sum, { replays }) => sum + replays.size, 0)],
  ]);
  metrics.gauge('sotto_gateway_upstream_open', 'Answers that a model server gives now.', () =>
    (options.upstreams ?? []).map(({ name, open }) => [{ upstream: name }, open]),
  );
  metrics.gauge('sotto_gateway_upstream_resting', '1 after a failure, for a while.', () =>
    (options.upstreams ?? []).map(({ name, isResting }) => [{ upstream: name }, Number(isResting)]),
  );
  return {
    health: { isReady: desk.isReady, metrics },
    log: (event) => {
      const { route, status, outcome } = event;
      requests({ route, status: String(status), outcome });
      bytes({ direction: 'in' }, event.requestBytes);
      bytes({ direction: 'out' }, event.responseBytes);
      options.log(event);
    },
  };
}
