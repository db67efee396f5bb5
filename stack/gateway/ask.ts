/**
 * The story of one ask inside the enclave: open → refuse a copy → read → find the stated model → answer in frames →
 * close with a receipt. From the moment the seal is off, everything that is said goes back under it, refusals too.
 * Must never log, keep or send on anything of the question but to the model that the statement names.
 */
import { upstreamsOf, type Statement } from '../../lib/binding/index.ts';
import { toBase64Url, type Bytes } from '../../lib/bytes/index.ts';
import { hasCode } from '../../lib/errors/index.ts';
import { MEDIA, mediaTypeIs, type openRequest, type OpenedRequest } from '../../lib/ohttp/index.ts';
import { Bell } from './bell.ts';
import type { ClosingDesk } from './close-answer.ts';
import { Composer, errorBody } from './composer.ts';
import type { CreditsDesk } from './credits/credits-desk.ts';
import { closePaid, payFor, type Paid } from './credits/paid-answer.ts';
import type { Epoch, Epochs } from './epoch.ts';
import { DATE_PROBLEM, InnerRefusal, KEY_PROBLEM, OuterRefusal } from './errors.ts';
import { paddingOf, readInnerRequest, type InnerRequest } from './inner-request.ts';
import type { Model } from './models/model.ts';
import { Production } from './production.ts';
import {
  budgetOf,
  gatherWhole,
  sendFrames,
  sendPieces,
  shapeFor,
  type Sealing,
  type Sending,
  type Shape,
  type Write,
} from './sender.ts';

/** Of an opened request, what an answer needs. */
export interface Opened extends Pick<
  OpenedRequest,
  'keyId' | 'enc' | 'kind' | 'plaintext' | 'sealSingle'
> {
  sealChunks(): Promise<Sealing>;
}

export type OpenRequest = (...given: Parameters<typeof openRequest>) => Promise<Opened>;

export interface AskDesk extends ClosingDesk {
  /** Takes the seal off; another one only where the cost of sealing is measured. */
  readonly open: OpenRequest;
  readonly epochs: Epochs;
  readonly statement: Statement;
  readonly models: readonly Model[];
  readonly beatMs: number;
  /** Half-width of the window for an inner Date; a request without one is taken. */
  readonly dateWindowMs: number;
  /** Where answers are paid for with credits. */
  readonly credits?: CreditsDesk | undefined;
}

export interface OpenedAsk {
  readonly opened: Omit<Opened, 'plaintext'>;
  /** Let go as soon as it was read: an answer is open for minutes, and a thousand of them at once. */
  plaintext: Bytes;
  readonly epoch: Epoch;
  /** Too many answers are being sent already: this one will be a refusal. */
  readonly isBusy: boolean;
}

type Unsealed = Omit<Sending, 'sealer' | 'write' | 'signal'>;

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));

/** Takes the seal off. Throws OuterRefusal, which says nothing of what was inside. */
export async function openAsk(
  desk: AskDesk,
  mediaType: string,
  body: Bytes,
): Promise<Omit<OpenedAsk, 'isBusy'>> {
  if (!mediaTypeIs(mediaType, MEDIA.chunkedRequest) && !mediaTypeIs(mediaType, MEDIA.request)) {
    throw new OuterRefusal('media-type-wrong', 415);
  }
  const keys = desk.epochs.accepted.flatMap(({ keys: ofEpoch }) => ofEpoch);
  try {
    const { plaintext, ...opened } = await desk.open(keys, mediaType, body, { random });
    const epoch = desk.epochs.byKeyId(opened.keyId);
    if (epoch !== undefined) return { opened, plaintext, epoch };
  } catch (cause) {
    // A retired key and a key that does not fit look the same to a client: both want the keys fetched again.
    if (hasCode(cause, 'key-unknown') || hasCode(cause, 'open-failed')) {
      throw new OuterRefusal('key-unknown', 422, { type: KEY_PROBLEM, cause });
    }
    throw new OuterRefusal('request-invalid', 400, { cause });
  }
  throw new OuterRefusal('key-unknown', 422, { type: KEY_PROBLEM });
}

/** Answers an opened ask to its end. Throws only when the device is gone or the gateway is broken. */
export async function answerAsk(
  desk: AskDesk,
  ask: OpenedAsk,
  write: Write,
  signal: AbortSignal,
): Promise<void> {
  const shape = shapeFor(paddingOf(ask.plaintext), desk.beatMs);
  const send = (sending: Unsealed): Promise<void> => sendAs(shape, ask, sending, write, signal);
  const paid: Paid = { payment: undefined };
  try {
    const production = await startProduction(desk, ask, paid, budgetOf(shape), signal).catch(
      (thrown: unknown) => {
        signal.throwIfAborted();
        return asRefusal(thrown, paid);
      },
    );
    if (production instanceof InnerRefusal) return await send(refusal(desk, production));
    await Promise.all([send(production), production.done]);
  } finally {
    // Without an end the device may ask the very same again.
    await paid.payment?.pause().catch(() => undefined);
  }
}

/** A single-shot request is answered in one piece, padded like the rest: for relays that know nothing newer. */
async function sendAs(
  shape: Shape | undefined,
  { opened }: OpenedAsk,
  sending: Unsealed,
  write: Write,
  signal: AbortSignal,
): Promise<void> {
  if (opened.kind === 'single') {
    return write(await opened.sealSingle(await gatherWhole(shape, { ...sending, signal })));
  }
  const whole = { ...sending, sealer: await opened.sealChunks(), write, signal };
  await (shape ? sendFrames(shape, whole) : sendPieces(whole));
}

async function startProduction(
  desk: AskDesk,
  ask: OpenedAsk,
  paid: Paid,
  budget: number,
  signal: AbortSignal,
): Promise<Production> {
  const { opened, epoch, isBusy } = ask;
  if (isBusy || epoch.replays.isFull) throw new InnerRefusal('gateway-busy');
  if (!epoch.replays.admit(opened.enc)) throw new InnerRefusal('replayed');
  const startedAtMs = desk.now();
  const request = readInnerRequest(ask.plaintext, desk.statement.name);
  const { length } = ask.plaintext;
  ask.plaintext = new Uint8Array(0);
  checkDate(request, startedAtMs, desk.dateWindowMs);
  const model = findModel(desk, request.model);
  await payFor(paid, desk.credits, request, length);
  const production = new Production({
    model,
    messages: request.messages,
    budget,
    signal,
    close: (finished) => closePaid(desk, { epoch, request, model, startedAtMs }, paid, finished),
  });
  await production.begin();
  return production;
}

function checkDate({ dateMs }: InnerRequest, nowMs: number, windowMs: number): void {
  if (dateMs !== undefined && Math.abs(nowMs - dateMs) > windowMs) {
    throw new InnerRefusal('date-outside-window');
  }
}

/** The model must be in the statement with this very upstream: what was bound is what may be used. */
function findModel({ statement, models }: AskDesk, id: string): Model {
  const stated = statement.models.find((entry) => entry.id === id);
  const model = models.find((entry) => entry.id === id);
  if (stated === undefined || model === undefined) throw new InnerRefusal('model-unknown');
  const isStated = upstreamsOf(model).every((name) => upstreamsOf(stated).includes(name));
  if (!isStated || stated.place !== model.place) {
    throw new InnerRefusal('upstream-not-stated');
  }
  return model;
}

/** A refusal that says what became of credits that were taken already: nothing was answered for them. */
async function asRefusal(thrown: unknown, paid: Paid): Promise<InnerRefusal> {
  const refused =
    thrown instanceof InnerRefusal
      ? thrown
      : new InnerRefusal('gateway-failed', undefined, { cause: thrown });
  if (paid.payment === undefined) return refused;
  const settled = await paid.payment.giveBack(true).catch(() => undefined);
  return new InnerRefusal(refused.code, undefined, { cause: refused, settled });
}

/** A refusal as something to send: whole from the start. */
function refusal({ now, statement }: AskDesk, { code, status, settled }: InnerRefusal): Unsealed {
  const composer = new Composer();
  const isAboutDate = code === 'date-outside-window';
  composer.start(status, [
    ['content-type', isAboutDate ? 'application/problem+json' : 'application/json'],
    ...(isAboutDate ? ([['date', new Date(now()).toUTCString()]] as const) : []),
  ]);
  const told = statement.credits === undefined ? undefined : settled;
  composer.add(errorBody(code, isAboutDate ? DATE_PROBLEM : undefined, told?.kind));
  const response = told?.kind === 'refunded' ? toBase64Url(told.response) : undefined;
  composer.end(new Uint8Array(0), response === undefined ? [] : [['sotto-refund', response]]);
  const composed = new Bell();
  composed.ring();
  return { composer, composed, taken: new Bell(), cutShort: () => Promise.resolve() };
}
