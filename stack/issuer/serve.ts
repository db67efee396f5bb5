/**
 * The issuer's HTTP side. Public: the note and the directory, for relays, gateways and whoever audits. Sealed: POST
 * /ask, for its relays. With a secret: POST /refund, for gateways.
 * Must never look at a header but content type and authorization.
 */
import { fromBase64Url, fromUtf8, type Bytes } from '../../lib/bytes/index.ts';
import { hasCode } from '../../lib/errors/index.ts';
import { MEDIA, mediaTypeIs, openRequest, type GatewayKey } from '../../lib/ohttp/index.ts';
import { list, record, text } from '../../lib/shape/index.ts';
import { hasBearer } from '../http/bearer.ts';
import { readBody } from '../http/call.ts';
import type { Incoming, Outgoing } from '../http/message.ts';
import { answer, answerProblem } from '../http/server.ts';
import { refund } from './desk.ts';
import { IssuerError } from './errors.ts';
import type { IssuerEvent } from './log.ts';
import { answerSealed, type SealedDesk } from './sealed.ts';

export interface ServedIssuer extends SealedDesk {
  readonly keys: readonly GatewayKey[];
  /** What gateways prove themselves with; without one nothing is refunded. */
  readonly refundToken: string | undefined;
}

type Route = Extract<IssuerEvent, { event: 'request' }>['route'];

const MAX_SEALED_BYTES = 32_768;
const MAX_REFUND_BYTES = 262_144;
const KEY_PROBLEM = 'https://iana.org/assignments/http-problem-types#ohttp-key';
const ROUTES: Readonly<Record<string, Route>> = {
  'GET /note': 'note',
  'GET /.well-known/private-token-issuer-directory': 'directory',
  'POST /ask': 'sealed',
  'POST /refund': 'refund',
};
const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const refundShape = record({ tokens: list(text(480), 256), requests: list(text(480), 256) });

export async function serveIssuer(
  issuer: ServedIssuer,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const route = ROUTES[`${request.method} ${request.url}`] ?? 'other';
  try {
    await serve(issuer, route, request, response);
  } catch (thrown) {
    refuse(response, thrown);
  }
  issuer.log({ event: 'request', route, status: response.statusCode });
}

function refuse(response: Outgoing, thrown: unknown): void {
  if (hasCode(thrown, 'answer-too-large')) {
    response.setHeader('connection', 'close');
    return answerProblem(response, 413, 'request-too-large');
  }
  if (!(thrown instanceof IssuerError)) return answerProblem(response, 500, 'issuer-failed');
  const type = thrown.code === 'key-unknown' ? KEY_PROBLEM : undefined;
  answerProblem(response, thrown.status, thrown.code, type);
}

async function serve(
  issuer: ServedIssuer,
  route: Route,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  switch (route) {
    case 'note':
      return answer(response, 200, 'text/plain; charset=utf-8', issuer.published().note);
    case 'directory': {
      const type = 'application/private-token-issuer-directory';
      return answer(response, 200, type, issuer.published().directory);
    }
    case 'sealed':
      return serveSealed(issuer, request, response);
    case 'refund':
      return serveRefund(issuer, request, response);
    case 'other':
      throw new IssuerError('not-found');
  }
}

async function serveSealed(
  issuer: ServedIssuer,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const mediaType = request.headers['content-type'] ?? '';
  if (!mediaTypeIs(mediaType, MEDIA.chunkedRequest)) throw new IssuerError('media-type-wrong');
  const body = await readBody(request, MAX_SEALED_BYTES);
  const opened = await openRequest(issuer.keys, mediaType, body, { random }).catch(
    (cause: unknown) => {
      const isKey = hasCode(cause, 'key-unknown') || hasCode(cause, 'open-failed');
      throw new IssuerError(isKey ? 'key-unknown' : 'request-malformed', undefined, { cause });
    },
  );
  const plain = await answerSealed(issuer, opened.plaintext);
  const sealer = await opened.sealChunks();
  const sealed = [sealer.start(), await sealer.final(plain)];
  answer(response, 200, MEDIA.chunkedResponse, Buffer.concat(sealed));
}

async function serveRefund(
  issuer: ServedIssuer,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const { refundToken } = issuer;
  if (refundToken === undefined || !hasBearer(request, refundToken)) {
    throw new IssuerError('not-authorised');
  }
  const { tokens, requests } = readRefund(await readBody(request, MAX_REFUND_BYTES));
  let outcome = 'failed';
  try {
    const { body } = await refund(issuer, tokens, requests);
    outcome = 'issued';
    answer(response, 200, 'application/octet-stream', body);
  } catch (thrown) {
    if (thrown instanceof IssuerError) outcome = thrown.code;
    throw thrown;
  } finally {
    issuer.log({ event: 'refund', outcome, credits: tokens.length });
  }
}

function readRefund(body: Bytes): { tokens: Bytes[]; requests: Bytes[] } {
  try {
    const { tokens, requests } = refundShape(JSON.parse(fromUtf8(body)));
    return { tokens: tokens.map(fromBase64Url), requests: requests.map(fromBase64Url) };
  } catch (cause) {
    throw new IssuerError('request-malformed', 'refund', { cause });
  }
}
