/**
 * A model behind any OpenAI-compatible server. The host it calls is the one the statement names, checked at every
 * call, and redirects are refused: otherwise the text could go where no statement says.
 */
import type { IncomingMessage } from 'node:http';
import type { StatementModel } from '../../../lib/binding/index.ts';
import { utf8 } from '../../../lib/bytes/index.ts';
import { EventReader, type EventFault } from '../../../lib/sse/index.ts';
import { ModelError, type ChatMessage, type Model, type ModelEvent } from './model.ts';
import { readChunk } from './openai-events.ts';
import { postStream, type Post } from './post-stream.ts';
import { Silence, type Patience } from './silence.ts';

export interface OpenAiOptions {
  /** The server's base, up to and with /v1. */
  readonly baseUrl: URL;
  readonly apiKey?: string;
  /** The server's own name for the model, when it differs from the stated id. */
  readonly upstreamModel?: string;
  /** Longest silence, before the first byte and between bytes. */
  readonly silenceTimeoutMs?: number;
  readonly patience?: Partial<Patience>;
}

const DONE = '[DONE]';
const MAX_EVENT_CHARACTERS = 65_536;
const PATIENCE: Patience = { firstByteMs: 120_000, silenceMs: 120_000, answerMs: 900_000 };

/** The `host:port` that a statement names for this base. */
export function upstreamOf(url: URL): string {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return `${url.hostname}:${port}`;
}

export function createOpenAiModel(stated: StatementModel, options: OpenAiOptions): Model {
  const { baseUrl, silenceTimeoutMs: silenceMs } = options;
  const same = silenceMs === undefined ? {} : { silenceMs, firstByteMs: silenceMs };
  const patience = { ...PATIENCE, ...same, ...options.patience };
  return {
    ...stated,
    async *answer(messages, signal) {
      if (upstreamOf(baseUrl) !== stated.upstream) throw new ModelError('upstream-not-stated');
      const silence = new Silence(patience, signal);
      let hasBegun = false;
      let response: IncomingMessage | undefined;
      try {
        const model = options.upstreamModel ?? stated.id;
        response = await postStream(requestOf(model, messages, options, silence.signal));
        for await (const event of eventsOf(response, silence)) {
          hasBegun = true;
          yield event;
        }
      } catch (cause) {
        if (cause instanceof ModelError) throw cause;
        const lost = hasBegun ? 'model-cut' : 'model-unreachable';
        throw new ModelError(silence.isOver ? 'model-timed-out' : lost, undefined, { cause });
      } finally {
        silence.end();
        // A server that says more than its end keeps its connection for nobody.
        if (response?.complete === false) response.destroy();
      }
    },
  };
}

function requestOf(
  model: string,
  messages: readonly ChatMessage[],
  { apiKey, baseUrl }: OpenAiOptions,
  signal: AbortSignal,
): Post {
  const body = { model, messages, stream: true, stream_options: { include_usage: true } };
  return {
    url: new URL('chat/completions', baseUrl.href.endsWith('/') ? baseUrl : `${baseUrl.href}/`),
    signal,
    headers: {
      'content-type': 'application/json',
      accept: 'text/event-stream',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: utf8(JSON.stringify(body)),
  };
}

async function* eventsOf(response: IncomingMessage, silence: Silence): AsyncGenerator<ModelEvent> {
  checkHead(response);
  const reader = new EventReader(MAX_EVENT_CHARACTERS, refusal);
  let isFinished = false;
  for await (const bytes of response) {
    silence.heard();
    if (!(bytes instanceof Uint8Array)) throw new ModelError('model-answer-invalid', 'text');
    for (const data of reader.push(bytes)) {
      if (data === DONE) return;
      const events = readChunk(data);
      isFinished ||= events.some((event) => event.kind === 'finish');
      yield* events;
    }
  }
  // Some servers leave [DONE] out; an end without a finish reason is an answer that was cut.
  if (!isFinished) throw new ModelError('model-cut');
}

/** 429 and 5xx are the server's trouble, and 401 to 403 the operator's; any other 4xx is about the question. */
function checkHead({ statusCode = 0, headers }: IncomingMessage): void {
  if (statusCode >= 300 && statusCode < 400) throw new ModelError('model-unreachable', 'redirect');
  if (statusCode !== 200) {
    const isAboutQuestion = [400, 404, 413, 414, 422].includes(statusCode);
    throw new ModelError('model-refused', `status ${statusCode}`, { isAboutQuestion });
  }
  if (!/^text\/event-stream\s*(;|$)/i.test(headers['content-type'] ?? '')) {
    throw new ModelError('model-answer-invalid', 'media type');
  }
}

function refusal(fault: EventFault, cause?: unknown): ModelError {
  return new ModelError('model-answer-invalid', fault, { cause });
}
