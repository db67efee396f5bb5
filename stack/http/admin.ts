/**
 * The operator's own door, on an address of its own: metrics, health, readiness. What it serves is about the program;
 * even so it is not for strangers, because counts that move one by one tell when somebody asks.
 */
import type { Metrics } from '../metrics.ts';
import { answer, answerProblem, listen, type RunningServer } from './server.ts';

export interface AdminOptions {
  readonly host?: string;
  readonly port: number;
}

export interface Health {
  readonly isReady: () => boolean;
  readonly metrics: Metrics;
}

const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

export function startAdmin(options: AdminOptions, health: Health): Promise<RunningServer> {
  return listen(async (request, response) => {
    if (request.method !== 'GET') return answerProblem(response, 405, 'method-not-allowed');
    switch (request.url) {
      case '/metrics':
        return answer(response, 200, METRICS_TYPE, health.metrics.render());
      case '/healthz':
        return answerProblem(response, 200, 'ok');
      case '/readyz':
        return answerProblem(
          response,
          health.isReady() ? 200 : 503,
          health.isReady() ? 'ok' : 'not-ready',
        );
      default:
        return answerProblem(response, 404, 'not-found');
    }
  }, options);
}
