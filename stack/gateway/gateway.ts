/**
 * The gateway's HTTP side: GET /keys, /transcript, /evidence and POST /ask, for its relay. It runs inside the enclave
 * boundary and never sees a client: the relay adds nothing, and nothing but the content type and the body is read.
 */
import { fromHex, type Bytes } from '../../lib/bytes/index.ts';
import { hasCode } from '../../lib/errors/index.ts';
import { MEDIA } from '../../lib/ohttp/index.ts';
import { readBody } from '../http/call.ts';
import { cut, hangUp, type Incoming, type Outgoing } from '../http/message.ts';
import {
  answer,
  answerProblem,
  listen,
  type ListenOptions,
  type RunningServer,
} from '../http/server.ts';
import { responseWriter } from '../http/write.ts';
import type { LogSink } from '../log.ts';
import { answerAsk, openAsk, type AskDesk, type OpenedAsk } from './ask.ts';
import type { Epoch } from './epoch.ts';
import { OuterRefusal } from './errors.ts';
import type { EvidenceDesk } from './evidence-desk.ts';
import { headerNamesOf, type GatewayEvent } from './log.ts';

export interface GatewayDesk extends AskDesk {
  readonly evidence: EvidenceDesk;
  /** How many answers are being sent, refusals among them: they take as long. */
  readonly answers: { open: number; readonly most: number };
  /** False from the moment that it is to end. */
  readonly isReady: () => boolean;
  /** False when it begins no answer any more. */
  readonly isTaking: () => boolean;
}

export interface ServeOptions extends ListenOptions {
  readonly log: LogSink<GatewayEvent>;
}

type Route = GatewayEvent['route'];
type Counts = { responseBytes: number };

export function serveGateway(desk: GatewayDesk, options: ServeOptions): Promise<RunningServer> {
  const patient = { headersTimeoutMs: HEADERS_TIMEOUT_MS, ...options };
  return listen(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://gateway.invalid');
    const route = routeOf(request.method, url.pathname);
    const counts: Counts = { responseBytes: 0 };
    let outcome = 'done';
    try {
      await serve(desk, route, url, request, response, counts);
    } catch (thrown) {
      outcome = refuse(response, thrown);
    }
    options.log({
      event: 'request',
      route,
      status: response.statusCode,
      outcome,
      headerNames: headerNamesOf(request),
      requestBytes: Number(request.headers['content-length'] ?? 0),
      responseBytes: counts.responseBytes,
    });
  }, patient);
}

/** Clients here are relays, few and known: one that was stalled for a moment has a crowd of asks on its way. */
const HEADERS_TIMEOUT_MS = 60_000;

/** RFC 9540 section 4: where a gateway is found by relays and clients that know nothing of ours. */
const WELL_KNOWN = '/.well-known/ohttp-gateway';

function routeOf(method: string | undefined, path: string): Route {
  if (method === 'POST') return path === '/ask' || path === WELL_KNOWN ? 'ask' : 'other';
  if (method !== 'GET') return 'other';
  switch (path) {
    case '/keys':
    case WELL_KNOWN:
      return 'keys';
    case '/transcript':
      return 'transcript';
    case '/evidence':
      return 'evidence';
    case '/readyz':
    case '/healthz':
      return 'ready';
    default:
      return 'other';
  }
}

function serve(
  desk: GatewayDesk,
  route: Route,
  url: URL,
  request: Incoming,
  response: Outgoing,
  counts: Counts,
): void | Promise<void> {
  const { current } = desk.epochs;
  const whole = (mediaType: string, body: Bytes): void => {
    counts.responseBytes = body.length;
    answer(response, 200, mediaType, body);
  };
  switch (route) {
    case 'keys':
      return whole(MEDIA.keys, current.keyConfig);
    case 'transcript':
      return whole('application/octet-stream', current.transcript);
    case 'evidence':
      return document(desk, url).then((bytes) => whole('application/octet-stream', bytes));
    case 'ask':
      return serveAsk(desk, request, response, counts);
    case 'ready':
      return serveReady(desk, url, response);
    case 'other':
      throw new OuterRefusal('not-found', 404);
  }
}

/** For the relay's watch: 409 says that this gateway does not know the relay's pair, 503 that it is ending. */
function serveReady(desk: GatewayDesk, url: URL, response: Outgoing): void {
  const isAlive = url.pathname === '/healthz' || desk.isReady();
  if (isAlive) wantedEpoch(desk, url);
  answerProblem(response, isAlive ? 200 : 503, isAlive ? 'ok' : 'ending');
}

/** `transcript` names the pair that the relay serves, which during a rotation is the one before. */
async function document(desk: GatewayDesk, url: URL): Promise<Bytes> {
  const nonce = hexParameter(url, 'nonce', 20);
  if (nonce === undefined) throw new OuterRefusal('nonce-invalid', 400);
  return desk.evidence.document(wantedEpoch(desk, url), nonce);
}

function wantedEpoch({ epochs }: GatewayDesk, url: URL): Epoch {
  if (!url.searchParams.has('transcript')) return epochs.current;
  const hash = hexParameter(url, 'transcript', 32);
  const epoch = hash && epochs.byTranscriptHash(hash);
  if (epoch === undefined) throw new OuterRefusal('transcript-unknown', 409);
  return epoch;
}

function hexParameter(url: URL, name: string, length: number): Bytes | undefined {
  const value = url.searchParams.get(name) ?? '';
  return /^[0-9a-f]+$/.test(value) && value.length === 2 * length ? fromHex(value) : undefined;
}

async function serveAsk(
  desk: GatewayDesk,
  request: Incoming,
  response: Outgoing,
  counts: Counts,
): Promise<void> {
  if (!desk.isTaking()) throw new OuterRefusal('gateway-draining', 503);
  const mediaType = request.headers['content-type'] ?? '';
  // Not kept in a variable: this function goes on for as long as the answer does.
  const opened = await readAndOpen(desk, mediaType, request);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, {
    'content-type': opened.opened.kind === 'single' ? MEDIA.response : MEDIA.chunkedResponse,
    'cache-control': 'no-store',
    // A wish to whoever is on the way not to hold pieces back (draft-ietf-httpbis-incremental).
    incremental: '?1',
  });
  const isBusy = desk.answers.open >= desk.answers.most;
  desk.answers.open++;
  try {
    const write = responseWriter(response, gone.signal);
    const counting = (bytes: Bytes): Promise<void> => {
      counts.responseBytes += bytes.length;
      return write(bytes);
    };
    await answerAsk(desk, Object.assign(opened, { isBusy }), counting, gone.signal);
  } finally {
    desk.answers.open--;
  }
  response.end();
}

const BODY_TIMEOUT_MS = 30_000;

async function readAndOpen(
  desk: GatewayDesk,
  mediaType: string,
  request: Incoming,
): Promise<Omit<OpenedAsk, 'isBusy'>> {
  return openAsk(desk, mediaType, await readWhole(request, desk.statement.maxRequestBytes));
}

async function readWhole(request: Incoming, maxBytes: number): Promise<Bytes> {
  try {
    return await readBody(request, maxBytes, BODY_TIMEOUT_MS);
  } catch (cause) {
    const isTooLarge = hasCode(cause, 'answer-too-large');
    const code = isTooLarge ? 'request-too-large' : 'request-invalid';
    throw new OuterRefusal(code, isTooLarge ? 413 : 400, { cause });
  }
}

/** Says an outer refusal, or cuts an answer that cannot be ended. Returns the outcome for the log. */
function refuse(response: Outgoing, thrown: unknown): string {
  if (response.headersSent) {
    cut(response);
    return 'cut';
  }
  if (!(thrown instanceof OuterRefusal)) {
    answerProblem(response, 500, 'gateway-failed');
    return 'gateway-failed';
  }
  // An upload that was refused for its size is not read to its end.
  if (thrown.status === 413) hangUp(response);
  if (thrown.status === 503) response.setHeader('retry-after', '10');
  answerProblem(response, thrown.status, thrown.code, thrown.problemType);
  return thrown.code;
}
