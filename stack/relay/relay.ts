/**
 * The relay: knows who asks and not what. It carries sealed bytes between devices and the gateways of its
 * configuration, each a resource of its own, and serves its one copy of what a device needs to verify them.
 *
 *   GET  /operator              who says to run this relay
 *   GET  /g/NAME/keys           application/ohttp-keys, the copy
 *   GET  /g/NAME/transcript     the copy it belongs to
 *   GET  /g/NAME/evidence?nonce=<40 hex>
 *   POST /g/NAME                message/ohttp-chunked-req
 *   GET  /g/NAME/log/...        the log's static files
 *
 * Must never be an open proxy, send on anything that names a client, or write down more than RelayEvent.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerProblem, listen, type ListenOptions } from '../http/server.ts';
import type { LogSink } from '../log.ts';
import { RelayError } from './errors.ts';
import type { ForwardLimits } from './forward.ts';
import { LogCopy } from './log-copy.ts';
import { knownMethod, knownType, type RelayEvent } from './log.ts';
import { PAIR_MS, PairCache } from './pair.ts';
import { serve, type RelayedGateway, type Resource, type Served } from './serve.ts';

export interface RelayOptions extends ListenOptions {
  readonly operator: string;
  readonly gateways: readonly RelayedGateway[];
  readonly log: LogSink<RelayEvent>;
  readonly now?: () => number;
  /** How long one copy of keys and transcript is served; ten minutes unless a test is in a hurry. */
  readonly pairMs?: number;
  readonly logFreshMs?: number;
  readonly maxRequestBytes?: number;
  readonly limits?: Partial<ForwardLimits>;
}

export interface RunningRelay {
  readonly url: string;
  /** Fetches all pairs now, as the timer does. */
  refresh(): Promise<void>;
  close(): Promise<void>;
}

const GATEWAY_NAME = /^[a-z0-9][a-z0-9-]{0,62}$/;

export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const { gateways, now = Date.now, pairMs = PAIR_MS, logFreshMs = 1000 } = options;
  const resources = new Map<string, Resource>();
  for (const gateway of gateways) {
    if (!GATEWAY_NAME.test(gateway.name) || resources.has(gateway.name)) {
      throw new RelayError('request-invalid', `gateway name ${gateway.name}`);
    }
    const pair = new PairCache(gateway.url, pairMs);
    const logCopy = new LogCopy(gateway.logUrl, logFreshMs, now);
    resources.set(gateway.name, { gateway, pair, logCopy });
  }
  const refresh = async (): Promise<void> => {
    await Promise.all([...resources.values()].map(({ pair }) => pair.refresh()));
  };
  await refresh();
  const server = await listen((request, response) => {
    return handle(options, resources, request, response);
  }, options);
  return {
    url: server.url,
    refresh,
    async close() {
      for (const { pair } of resources.values()) pair.close();
      await server.close();
    },
  };
}

async function handle(
  options: RelayOptions,
  resources: ReadonlyMap<string, Resource>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let served: Served = { path: 'other', requestBytes: 0, responseBytes: 0 };
  try {
    served = await serve(options, resources, request, response);
  } catch (thrown) {
    refuse(response, thrown);
  }
  const { path, requestBytes, responseBytes } = served;
  const responseType = response.getHeader('content-type');
  options.log({
    event: 'request',
    method: knownMethod(request.method),
    path,
    status: response.statusCode,
    requestType: knownType(request.headers['content-type']),
    responseType: knownType(typeof responseType === 'string' ? responseType : undefined),
    requestBytes,
    responseBytes,
  });
}

/** Cuts an answer that has begun, so that nobody takes it for whole; says any other refusal plainly. */
function refuse(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const error = thrown instanceof RelayError ? thrown : undefined;
  if (error?.code === 'request-too-large') response.setHeader('connection', 'close');
  answerProblem(response, error?.status ?? 500, error?.code ?? 'relay-failed');
}
