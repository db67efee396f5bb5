/**
 * The relay: knows who asks and not what. It carries sealed bytes between devices and the gateways of its
 * configuration, each a resource of its own, and serves its one copy of what a device needs to verify them.
 *
 *   GET  /operator              who says to run this relay
 *   GET  /gateways              the names below
 *   GET  /g/NAME/keys           application/ohttp-keys, the copy
 *   GET  /g/NAME/transcript     the copy it belongs to
 *   GET  /g/NAME/evidence?nonce=<40 hex>
 *   POST /g/NAME                message/ohttp-chunked-req
 *   GET  /g/NAME/log/...        the log's static files
 *   GET  /i/NAME/note           an issuer's signed note, the copy
 *   POST /i/NAME                message/ohttp-chunked-req
 *   GET  /healthz, /readyz      for whoever balances load
 *
 * It keeps nothing that another of its kind would need: any number run behind one balancer.
 * Must never be an open proxy, send on anything that names a client, or write down more than RelayEvent.
 */
import { startAdmin, type AdminOptions } from '../http/admin.ts';
import { cut, hangUp, type Incoming, type Outgoing } from '../http/message.ts';
import { answerProblem, listen, type ListenOptions } from '../http/server.ts';
import type { LogSink } from '../log.ts';
import { RelayDesk, type RelayShares } from './desk.ts';
import { RelayError } from './errors.ts';
import { PROBLEM_TYPE } from './forward.ts';
import { IssuerCopy, type RelayedIssuer } from './issuer-copy.ts';
import { knownMethod, knownType, type RelayEvent } from './log.ts';
import { PAIR_MS } from './pair.ts';
import {
  closeAll,
  openResources,
  refreshAll,
  type PlainGateway,
  type RelayedGateway,
  type Resource,
} from './resources.ts';
import { serve, type Served, type ServeOptions } from './serve.ts';

export interface RelayOptions extends ListenOptions, ServeOptions {
  readonly gateways: readonly RelayedGateway[];
  readonly plain?: readonly PlainGateway[];
  /** Issuers of credits. */
  readonly issuers?: readonly RelayedIssuer[];
  readonly log: LogSink<RelayEvent>;
  readonly now?: () => number;
  /** How long one copy of keys and transcript is served; ten minutes unless a test is in a hurry. */
  readonly pairMs?: number;
  /** How often a gateway is asked how it is. */
  readonly watchMs?: number;
  readonly logFreshMs?: number;
  readonly shares?: Partial<RelayShares>;
  readonly admin?: AdminOptions;
}

export interface RunningRelay {
  readonly url: string;
  readonly adminUrl: string | undefined;
  /** Fetches all pairs now, as the timer does. */
  refresh(): Promise<void>;
  /**
   * Says that it is not ready, takes asks for a moment longer while the balancer notices, then none, and ends when
   * the last answer is through or the grace is over.
   */
  drain(noticeMs: number, graceMs: number): Promise<void>;
  close(): Promise<void>;
}

const WATCH_MS = 5000;

export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const { now = Date.now, pairMs = PAIR_MS, watchMs = WATCH_MS, logFreshMs = 1000 } = options;
  const resources = openResources({ ...options, now, pairMs, watchMs, logFreshMs });
  const desk = new RelayDesk(options.shares ?? {}, resources);
  const issuers = (options.issuers ?? []).map((issuer) => new IssuerCopy(issuer, pairMs));
  const issuerCopies = new Map(issuers.map((copy) => [copy.issuer.name, copy]));
  const refresh = async (): Promise<void> => {
    await Promise.all([refreshAll(resources), ...issuers.map((copy) => copy.refresh())]);
  };
  await refresh();
  let isReady = true;
  const health = { isReady: () => isReady && isServing(resources), metrics: desk.metrics };
  // Made once: this is every request's path.
  const onFirstByte = (ms: number): void => desk.firstByte(ms / 1000);
  const serving: Serving = { ...options, issuerCopies, onFirstByte };
  const server = await listen(
    (request, response) => handle(serving, desk, resources, health.isReady, request, response),
    options,
  );
  const admin = options.admin && (await startAdmin(options.admin, health));
  const end = async (graceMs: number): Promise<void> => {
    isReady = false;
    desk.drain();
    await server.close(graceMs);
    closeAll(resources);
    for (const copy of issuers) copy.close();
    await admin?.close();
  };
  return {
    url: server.url,
    adminUrl: admin?.url,
    refresh,
    async drain(noticeMs, graceMs) {
      isReady = false;
      await new Promise((resolve) => setTimeout(resolve, noticeMs));
      await end(graceMs);
    },
    close: () => end(0),
  };
}

/** A relay that has no copy of any gateway's keys can serve nobody. */
function isServing(resources: ReadonlyMap<string, Resource>): boolean {
  return [...resources.values()].some(({ pair }) => pair.held !== undefined);
}

const NOTHING: Served = { path: 'other', requestBytes: 0, responseBytes: 0 };
const REFUSAL: Served = { ...NOTHING, responseType: PROBLEM_TYPE };

type Serving = RelayOptions & ServeOptions;

async function handle(
  options: Serving,
  desk: RelayDesk,
  resources: ReadonlyMap<string, Resource>,
  isReady: () => boolean,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  if (request.url === '/healthz' || request.url === '/readyz') {
    const isWell = request.url === '/healthz' || isReady();
    return answerProblem(response, isWell ? 200 : 503, isWell ? 'ok' : 'not-ready');
  }
  let served = NOTHING;
  let code = 'none';
  let endTurn = (): void => undefined;
  try {
    endTurn = desk.admit(request);
    served = await serve(options, resources, request, response);
  } catch (thrown) {
    // An answer that is cut had its own type.
    if (!response.headersSent) served = REFUSAL;
    code = refuse(response, thrown);
  } finally {
    endTurn();
  }
  const event: RelayEvent = {
    event: 'request',
    method: knownMethod(request.method),
    path: served.path,
    status: response.statusCode,
    requestType: knownType(request.headers['content-type']),
    responseType: knownType(served.responseType),
    requestBytes: served.requestBytes,
    responseBytes: served.responseBytes,
  };
  desk.count(event, code);
  options.log(event);
}

/** Cuts an answer that has begun, so that nobody takes it for whole; says any other refusal plainly. */
function refuse(response: Outgoing, thrown: unknown): string {
  const error = thrown instanceof RelayError ? thrown : undefined;
  const code = error?.code ?? 'relay-failed';
  if (response.headersSent) {
    cut(response);
    return code;
  }
  if (code === 'request-too-large') hangUp(response);
  const retryAfter = error?.retryAfterSeconds;
  if (retryAfter !== undefined) response.setHeader('retry-after', String(retryAfter));
  answerProblem(response, error?.status ?? 500, code);
  return code;
}
