/**
 * `POST /v1/ohttp` of the gateway (sections 3.4 to 3.7): opens, has it answered, seals. The whole body is read before
 * anything is refused, so that no proxy sees a cut upload. Whatever is not 2xx goes out in the clear, as it does there.
 */
import { randomBytes } from 'node:crypto';
import type { Incoming, Outgoing } from '../http/message.ts';
import { concat, copyOf, toBase64, u32, utf8, type Bytes } from '../../lib/bytes/index.ts';
import { MEDIA, openRequest, type OpenedRequest } from '../../lib/ohttp/index.ts';
import { ModelError } from '../gateway/models/model.ts';
import { readBody } from '../http/call.ts';
import { responseWriter } from '../http/write.ts';
import { RequestRefused } from './canonical.ts';
import type { Chat, ChatDesk } from './chat.ts';
import { answerInner } from './inner.ts';
import { answerJson } from './json-answer.ts';
import type { Cost } from './pricing.ts';

export const MAX_BODY = 20 * 1024 * 1024;
const BILLING_MAGIC = utf8('\n--opengradient-ohttp-billing-v1--\n');
/** What a payer is told it may pay with (section 6.1); nothing is ever paid here. */
const PAYMENT_REQUIRED = {
  x402Version: 2,
  accepts: [{ scheme: 'upto', network: 'eip155:8453', maxAmountRequired: '1000000000000000000' }],
};
const random = (length: number): Bytes => copyOf(randomBytes(length));

export async function serveSealed(
  desk: ChatDesk,
  request: Incoming,
  response: Outgoing,
): Promise<void> {
  const body = await readBody(request, MAX_BODY).catch(() => undefined);
  if (body === undefined) {
    return answerJson(response, 413, { error: 'encapsulated request too large' });
  }
  if (refusesPlainly(desk, request, response)) return;
  if (body.length === 0) return answerJson(response, 400, { error: 'empty body' });
  const opened = await open(desk, body);
  if (opened === undefined) {
    return answerJson(response, 400, { error: 'malformed encapsulated request' });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    await answerSealed(desk, opened, response, gone.signal);
  } catch (thrown) {
    if (response.headersSent) response.destroy();
    else answerPlainly(response, thrown);
  }
}

/** The refusals that do not depend on what is inside. */
function refusesPlainly({ lies }: ChatDesk, request: Incoming, response: Outgoing): boolean {
  if (request.headers['x-payment'] === undefined) {
    const required = toBase64(utf8(JSON.stringify(PAYMENT_REQUIRED)));
    answerJson(response, 402, { error: 'payment required' }, { 'payment-required': required });
    return true;
  }
  const refusal = {
    'pricing-unavailable': [503, 'Pricing unavailable'],
    'not-initialised': [503, 'anonymous inference not initialized'],
  } as const;
  if (lies.outer !== 'pricing-unavailable' && lies.outer !== 'not-initialised') return false;
  const [status, error] = refusal[lies.outer];
  answerJson(response, status, { error });
  return true;
}

/** Undefined for every cause alike: a gateway says no more of a request that does not open. */
async function open({ keys, lies }: ChatDesk, body: Bytes): Promise<OpenedRequest | undefined> {
  if (lies.outer === 'lost-key') return undefined;
  try {
    return await openRequest([keys.ohttp], MEDIA.request, body, { random });
  } catch {
    return undefined;
  }
}

async function answerSealed(
  desk: ChatDesk,
  opened: OpenedRequest,
  response: Outgoing,
  signal: AbortSignal,
): Promise<void> {
  // Provider texts may quote what was asked, and go out in the clear all the same.
  if (desk.lies.outer === 'provider-error') {
    throw new ModelError('model-refused', 'provider says no');
  }
  const inner = await answerInner(desk, opened.plaintext, signal);
  if (inner.kind === 'sealed') {
    const { status, error } = inner;
    return sendSingle(opened, response, { status, body: { error } }, undefined);
  }
  if (inner.kind === 'object') return sendSingle(opened, response, inner.body, undefined);
  if (inner.chat.isStream) return sendStream(desk, opened, response, inner.chat, signal);
  const { body, cost } = await inner.chat.whole();
  return sendSingle(opened, response, body, cost);
}

async function sendSingle(
  opened: OpenedRequest,
  response: Outgoing,
  body: object,
  cost: Cost | undefined,
): Promise<void> {
  const sealed = await opened.sealSingle(utf8(JSON.stringify(body)));
  response.writeHead(200, {
    'content-type': MEDIA.response,
    'content-length': String(sealed.length),
    ...sessionHeaders(),
    ...(cost && {
      'x-inference-cost-opg': cost.cost_opg,
      'x-inference-cost-usd': cost.cost_usd,
      'x-inference-price-opg-usd': cost.opg_price_usd,
    }),
  });
  response.end(sealed);
}

/** One event a chunk with one of look-ahead; the last one is the final chunk, behind the billing frame. */
async function sendStream(
  desk: ChatDesk,
  opened: OpenedRequest,
  response: Outgoing,
  chat: Chat,
  signal: AbortSignal,
): Promise<void> {
  const events = chat.events();
  let held = await events.next();
  response.writeHead(200, { 'content-type': MEDIA.chunkedResponse, ...sessionHeaders() });
  const write = responseWriter(response, signal);
  const sealer = await opened.sealChunks();
  await write(sealer.start());
  let last = '';
  let cost: Cost | undefined;
  while (held.done !== true) {
    last = held.value;
    held = await events.next();
    if (held.done === true) cost = held.value;
    else await write(await sealer.chunk(utf8(last)));
  }
  if (cost !== undefined) await write(billingFrame(cost));
  if (desk.lies.answer !== 'no-final-chunk') await write(await sealer.final(utf8(last)));
  response.end();
}

/** Section 3.6. */
function billingFrame(cost: Cost): Bytes {
  const content = utf8(JSON.stringify(cost));
  return concat(BILLING_MAGIC, u32(content.length), content);
}

/** For the relay, which keeps its own session and strips these. */
function sessionHeaders(): Record<string, string> {
  return { 'x-upto-session': randomBytes(16).toString('hex') };
}

function answerPlainly(response: Outgoing, thrown: unknown): void {
  if (thrown instanceof RequestRefused) {
    return answerJson(response, thrown.status, { error: thrown.message });
  }
  const isProvider = thrown instanceof ModelError;
  answerJson(response, isProvider ? 502 : 500, {
    error: isProvider ? `provider error: ${thrown.message}` : 'internal error',
    exception_type: isProvider ? 'ProviderError' : 'InternalError',
    source: isProvider ? 'provider' : 'gateway',
    retryable: isProvider,
  });
}
