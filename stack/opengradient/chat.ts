/**
 * The inner chat completion (sections 5.1 to 5.9): from the opened JSON to signed answers, single or streamed. Follows
 * the gateway's own order: check, hash, ask the model, hash what it said, sign.
 * Must never know who asked: nothing of the outer request comes here.
 */
import type { ChatMessage, Model } from '../gateway/models/model.ts';
import { canonicalText, RequestRefused } from './canonical.ts';
import type { GatewayKeys } from './keys.ts';
import type { GatewayLies } from './lies.ts';
import { costOf, type Cost, type ServedPrice } from './pricing.ts';
import { dumps, isDict, loads, truth, type Py, type PyDict } from './python-json.ts';
import { signAnswer, type SignedFields } from './sign-answer.ts';
import type { SettledAnswer } from './settlement.ts';

export interface ServedModel {
  readonly id: string;
  readonly model: Model;
  readonly price: ServedPrice;
}

export interface ChatDesk {
  readonly keys: GatewayKeys;
  readonly models: readonly ServedModel[];
  readonly lies: GatewayLies;
  readonly hashesReasoningEffort: boolean;
  readonly opgPriceUsd: string;
  readonly now: () => number;
  /** The keys of another gateway of the network, for the lies that need one. */
  readonly otherKeys: () => GatewayKeys;
  /** The signed fields of the first answer, for the lie that repeats them. */
  readonly memory: { first?: SignedFields };
  readonly onAnswer: (answer: SettledAnswer) => void;
}

export interface Chat {
  readonly isStream: boolean;
  /** One SSE event after the other. Returns the cost for the billing frame. */
  events(): AsyncGenerator<string, Cost | undefined>;
  /** The completion as one object, with the cost for the clear headers. */
  whole(): Promise<{ body: Record<string, unknown>; cost: Cost | undefined }>;
}

type Usage = { input: number; output: number };

interface Said {
  readonly pieces: AsyncIterator<string>;
  readonly first: IteratorResult<string>;
  usage(): Usage | undefined;
  finishReason(): string;
}

const TOOL_CALL = {
  id: 'call_1',
  type: 'function',
  function: { name: 'lookup', arguments: '{"x": 1}' },
};
/** As the gateway hashes calls: json.dumps(sort_keys=True) of them. */
const TOOL_OUTPUT = dumps(loads(JSON.stringify([TOOL_CALL])) ?? null);
const BROKEN = { error: 'upstream connection lost', exception_type: 'APIConnectionError' };
const MAX_PIECE = 4000;

/** Starts the model; throws RequestRefused, or what the model throws before its first word. */
export async function openChat(
  desk: ChatDesk,
  request: PyDict,
  signal: AbortSignal,
): Promise<Chat> {
  const served = modelFor(desk, request.get('model'));
  const canonical = canonicalText(request, desk.hashesReasoningEffort);
  const said = await startModel(served.model, messagesOf(request.get('messages')), signal);
  const sign = (output: string): SignedFields | undefined => signAnswer(desk, canonical, output);
  const cost = (): Cost | undefined => {
    const usage = said.usage();
    const isStated = desk.lies.statesCost && usage !== undefined;
    return isStated ? costOf(usage, served.price, desk.opgPriceUsd) : undefined;
  };
  const chat = { desk, model: served.id, said, sign, cost };
  return {
    isStream: truth(request.get('stream')),
    events: () => streamed(chat),
    whole: () => single(chat),
  };
}

interface OpenChat {
  readonly desk: ChatDesk;
  readonly model: string;
  readonly said: Said;
  readonly sign: (output: string) => SignedFields | undefined;
  readonly cost: () => Cost | undefined;
}

async function* streamed(chat: OpenChat): AsyncGenerator<string, Cost | undefined> {
  const { desk, model, said } = chat;
  const { lies } = desk;
  const choice = (delta: object, finish: string | null): object => ({
    choices: [{ delta, index: 0, finish_reason: finish }],
    model,
  });
  let text = '';
  if (lies.toolCalls) {
    yield event(choice({ tool_calls: [{ index: 0, ...TOOL_CALL }], role: 'assistant' }, null));
  }
  for await (const piece of rest(said)) {
    if (lies.toolCalls) continue;
    text += piece;
    yield event(choice({ content: piece, role: 'assistant' }, null));
    if (lies.answer === 'breaks-mid-stream') return yield* broken();
  }
  const fields = chat.sign(lies.toolCalls ? TOOL_OUTPUT : text);
  const cost = chat.cost();
  yield event({
    ...choice({}, lies.toolCalls ? 'tool_calls' : said.finishReason()),
    ...fields,
    ...usageOf(said),
    ...(cost && { opengradient: cost }),
  });
  if (lies.answer !== 'no-done') yield 'data: [DONE]\n\n';
  return cost;
}

async function* broken(): AsyncGenerator<string, undefined> {
  yield event(BROKEN);
  return undefined;
}

async function single(
  chat: OpenChat,
): Promise<{ body: Record<string, unknown>; cost: Cost | undefined }> {
  const { desk, model, said } = chat;
  const { toolCalls } = desk.lies;
  let text = '';
  for await (const piece of rest(said)) text += piece;
  const message = toolCalls
    ? { role: 'assistant', content: '', tool_calls: [TOOL_CALL] }
    : { role: 'assistant', content: text };
  const fields = chat.sign(toolCalls ? TOOL_OUTPUT : text);
  const cost = chat.cost();
  const created = Math.floor(desk.now() / 1000);
  const finish = toolCalls ? 'tool_calls' : said.finishReason();
  const body = {
    ...{ id: `chatcmpl-${created.toString(16)}`, object: 'chat.completion', created, model },
    choices: [{ index: 0, message, finish_reason: finish }],
    ...usageOf(said),
    ...fields,
    ...(cost && { opengradient: cost }),
  };
  return { body, cost };
}

function event(frame: object): string {
  return `data: ${JSON.stringify(frame)}\n\n`;
}

function usageOf(said: Said): { usage?: object } {
  const usage = said.usage();
  if (usage === undefined) return {};
  const { input, output } = usage;
  return {
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  };
}

/** The name is matched trimmed and in lower case, and hashed as it was sent. */
function modelFor(desk: ChatDesk, name: Py | undefined): ServedModel {
  const wanted = typeof name === 'string' ? name.trim().toLowerCase() : '';
  const served = desk.models.find(({ id }) => id === wanted);
  if (served === undefined) throw new RequestRefused(400, `Unsupported model: ${wanted}`);
  return served;
}

function messagesOf(messages: Py | undefined): ChatMessage[] {
  const list = Array.isArray(messages) ? messages.filter(isDict) : [];
  return list.map((message) => {
    const role = message.get('role');
    const isKept = role === 'system' || role === 'assistant';
    return { role: isKept ? role : 'user', content: plainText(message.get('content')) };
  });
}

function plainText(content: Py | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const texts = content.map((part) => (isDict(part) ? part.get('text') : part));
  return texts.filter((text) => typeof text === 'string').join('\n');
}

/** The first word is waited for, so that a model that fails at once ends in a status and not in a stream. */
async function startModel(
  model: Model,
  messages: readonly ChatMessage[],
  signal: AbortSignal,
): Promise<Said> {
  let usage: Usage | undefined;
  let reason = 'stop';
  async function* pieces(): AsyncGenerator<string> {
    for await (const event of model.answer(messages, signal)) {
      if (event.kind === 'usage') usage = { input: event.inputTokens, output: event.outputTokens };
      if (event.kind === 'finish') reason = event.reason;
      if (event.kind !== 'text') continue;
      for (let at = 0; at < event.text.length; at += MAX_PIECE) {
        yield event.text.slice(at, at + MAX_PIECE);
      }
    }
  }
  const iterator = pieces();
  const first = await iterator.next();
  return { pieces: iterator, first, usage: () => usage, finishReason: () => reason };
}

async function* rest({ pieces, first }: Said): AsyncGenerator<string> {
  for (let step = first; step.done !== true; step = await pieces.next()) yield step.value;
}
